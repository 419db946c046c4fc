import Foundation
import Numeric
import Testing

@testable import Models

@Suite("Autoencoders against closed forms") struct AutoencoderModelTests {
  @Test("the two objectives differ by the entropy of the encoder, whatever the decoder is")
  func difference() {
    var model = DiscreteAutoencoder(bits: 4, count: 6, codes: 3, seed: 1)
    model.train(steps: 40, beta: 0.25)
    let q = model.encoderTable.map { $0[0] }
    let entropy = q.reduce(0) { $0 - $1 * log($1) }
    let differences = model.measureDifferences(pieces: 3, steps: 40)
    #expect(differences.count == 4 && differences.allSatisfy { $0.agrees(with: -entropy) })
    #expect(!differences[0].agrees(with: entropy) && !differences[0].agrees(with: 0))
  }

  @Test("an ascent for one pattern alone lowers its gap, and the gap is a divergence") func ascent()
  {
    var model = DiscreteAutoencoder(bits: 4, count: 6, codes: 3, seed: 2)
    model.train(steps: 40, beta: 0.25)
    let likelihood = model.decoderTable[0]
    func gap(_ q: [Double]) -> Double {
      let total = likelihood.reduce(0, +)
      return zip(q, likelihood).reduce(0) { $0 + $1.0 * log($1.0 / ($1.1 / total)) }
    }
    let own = model.encoderTable.map { $0[0] }
    #expect(model.measureGap().agrees(with: gap(own)) && gap(own) > 1e-3)
    #expect(gap(model.instanceEncoder(steps: 10)) < gap(own))
    #expect(gap(model.instanceEncoder(steps: 2000)) < 1e-6)
  }

  @Test("codes of all patterns: at most log 4 of information, and much of it after training")
  func information() {
    var model = DiscreteAutoencoder(bits: 5, codes: 4, seed: 3)
    model.train(steps: 300, beta: 0)
    let measured = model.measureInformation()
    #expect(measured.value < log(4) && measured.value > 0.5 * log(4))
    let (q, r) = (model.encoderTable, model.decoderTable)
    // A code and a decoder: I is at least H less the loss.
    let loss = (0..<32).reduce(0.0) { sum, x in
      sum - (0..<4).reduce(0.0) { $0 + q[$1][x] / 32 * log(r[x][$1]) }
    }
    #expect(measured.value >= log(32) - loss)
    for code in 0..<4 { #expect(abs(r.reduce(0) { $0 + $1[code] } - 1) < 1e-12) }
  }

  @Test(
    "β-weighted losses of trained encoders, their slope, and the constant encoder of two data")
  func weighted() {
    for (beta, loss) in [(0.25, 1.52011827), (1, 2.26551212), (4, 2.96522564)] {
      let measured = BetaVAE(observation: 2, beta: beta).measureLeastLoss()
      #expect(abs(measured.value - loss) < 1e-8 && measured.tolerance < 1e-8)
      let (m, v) = (2 / (1 + beta), beta / (1 + beta))
      let divergence = 0.5 * (m * m + v - 1 - log(v))
      let slope = BetaVAE(observation: 2, beta: beta).measureSlope()
      #expect(slope.agrees(with: divergence) && !slope.agrees(with: 2 * divergence))
    }
    #expect(BetaVAE.measureSharedMean(observations: [2, -1]).agrees(with: 0.25))
    #expect(
      BetaVAE(observation: 2, beta: 1).measureGap(mean: 0.25, variance: 0.5).agrees(with: 0.5625))
    // Without the divergence the variance falls for as long as one waits.
    let runs = [100, 200, 400].map { BetaVAE(observation: 1, beta: 0).measureUnfinished(steps: $0) }
    #expect(runs[0].variance > runs[1].variance && runs[1].variance > runs[2].variance)
    #expect(runs[2].loss.agrees(with: 0.5 * log(2 * Double.pi) + runs[2].variance / 2))
  }

  @Test("the decoder's mean does not depend on how narrow the encoder is") func narrow() {
    let (x, m) = ([2, -0.5, 1], [0.75, -1.25, 0.5])
    let runs = [0.0625, 1, 3].map { NarrowEncoder.train(observations: x, codes: m, variance: $0) }
    for run in runs {
      let best = zip(x, m).reduce(0) { $0 + $1.0 - run.slope * $1.1 } / 3
      #expect(run.shift.agrees(with: best) && run.shift.tolerance < 1e-6)
      #expect(!run.shift.agrees(with: best + 0.01))
    }
    #expect(abs(runs[0].slope - runs[2].slope) > 0.1)
  }

  @Test("two trainings of a linear autoencoder differ by an orthogonal map") func procrustes() {
    let data = LinearPlaneVAE.examples(60, seed: 4)
    let runs = [1, 2].map { seed -> LinearPlaneVAE in
      var model = LinearPlaneVAE(data: data, seed: UInt64(seed))
      model.train()
      return model
    }
    let r = runs[0].rotation(to: runs[1])
    let (w, v) = (runs[0].decoder, runs[1].decoder)
    for i in 0..<3 {
      for j in 0..<2 {
        #expect(abs(v[i][j] - w[i][0] * r[0][j] - w[i][1] * r[1][j]) < 1e-6)
      }
    }
    #expect(abs(w[0][0] - v[0][0]) > 1e-2)
    let x = runs[0].example(3)
    let codes = runs[1].measureCode(of: 3, from: runs[0])
    for j in 0..<2 {
      let predicted = (0..<3).reduce(0.0) {
        $0 + (w[$1][0] * r[0][j] + w[$1][1] * r[1][j]) * x[$1]
      }
      #expect(codes[j].agrees(with: predicted) && codes[j].tolerance < 1e-6)
    }
  }

  @Test("digits: ascent for an image alone, nothing but the divergence, rotated latents")
  func digits() {
    var model = DigitAutoencoder(seed: 5)
    let forgetful = model.measureForgetting(steps: 200, images: 4)
    for (k, measured) in forgetful.enumerated() {
      #expect(measured.agrees(with: Double(k % 2)) && measured.tolerance < 0.1)
      #expect(!measured.agrees(with: Double(1 - k % 2)))
    }
    model.train(steps: 100)
    let rises = model.measureAscent(images: 4, steps: 60, samples: 500)
    #expect(rises.allSatisfy { $0.value > -$0.tolerance })
    #expect(rises.contains { $0.value > $0.tolerance })
    // In single precision a logit is off by some 2⁻²⁰ at most, of 784.
    for bounds in model.rotatedBounds(of: 0, cosine: 0.6, sine: 0.8, samples: 20) {
      #expect(abs(bounds.own - bounds.rotated) < 784 * 0x1p-20)
    }
    let (_, v) = model.encoding(of: 0)
    let entries = model.measureRotatedCovariance(of: 0, cosine: 0.6, sine: 0.8, samples: 20_000)
    #expect(entries[0].agrees(with: 0.36 * v[0] + 0.64 * v[1]))
    #expect(entries[1].agrees(with: 0.48 * (v[0] - v[1])))
  }
}
