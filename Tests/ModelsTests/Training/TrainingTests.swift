import Foundation
import Numeric
import Testing

@testable import Models

@Suite("Training") struct TrainingTests {
  private let data = DigitDrawer.draw(64, seed: 3)

  private func vae(seed: UInt64 = 5) -> VariationalAutoencoderTraining {
    VariationalAutoencoderTraining(hidden: [16], batch: 16, seed: seed)
  }
  private func gan() -> GenerativeAdversarialTraining {
    GenerativeAdversarialTraining(latents: 3, batch: 32, seed: 5)
  }

  /// The checkpoint's bytes after a run of three epochs; with a stop after the second one, or not.
  private func bytes<T: Training>(
    _ start: T, on data: T.Examples, stop: Bool, threads: Int
  ) throws -> Data {
    try withFolder { folder in
      var training = start
      if stop {
        try TrainingRun(folder: folder, epochs: 2, threads: threads).train(
          &training, on: data, resume: false)
        training = start
      }
      let run = TrainingRun(folder: folder, epochs: 3, threads: threads)
      try run.train(&training, on: data, resume: stop)
      return try Data(contentsOf: URL(fileURLWithPath: run.checkpointPath(start.name)))
    }
  }

  @Test("a resumed run and one on two threads give the bits of an uninterrupted one")
  func resumed() throws {
    let (v, g) = (
      try bytes(vae(), on: data, stop: false, threads: 1),
      try bytes(gan(), on: data, stop: false, threads: 1)
    )
    #expect(try bytes(vae(), on: data, stop: true, threads: 1) == v)
    #expect(try bytes(vae(), on: data, stop: false, threads: 2) == v)
    #expect(try bytes(gan(), on: data, stop: true, threads: 2) == g)
    #expect(try bytes(vae(seed: 6), on: data, stop: false, threads: 1) != v)
  }

  /// Whether a run with a stop ends with the bits of one without, on another number of threads.
  private func goesOn<T: Training>(_ start: T, on data: T.Examples) throws -> Bool {
    try bytes(start, on: data, stop: true, threads: 2)
      == bytes(start, on: data, stop: false, threads: 1)
  }

  @Test(
    "every model of the catalogue is trained, and goes on after a stop with the same bits",
    arguments: CataloguedModel.all.map(\.name))
  func catalogue(_ name: String) throws {
    let model = try #require(CataloguedModel.all.first { $0.name == name })
    switch model.start {
    case .images(let start): #expect(try goesOn(start(3, data.count), on: data))
    case .game(let start): #expect(try goesOn(start(3, .saturating), on: data))
    case .fresh(let start): #expect(try goesOn(start(3), on: FreshExamples()))
    }
  }

  @Test("an importance-weighted bound of one sample is the evidence lower bound") func importance()
  {
    let model = VariationalAutoencoder(hidden: [8], latents: 2, seed: 4)
    var stream = WideStream(seed: 5)
    let noise = (0..<3).map { _ in Tensor<Float>.gaussian([2, 10], from: &stream) }
    let x = data.bits(Array(0..<10))
    let one = model.importanceLossAndGradients(x, noise: [noise[0]])
    let bound = model.lossAndGradients(x, noise: noise[0], bound: .sampled)
    #expect(abs(one.loss - bound.loss) < 1e-3)
    // By Jensen's inequality, sample by sample: more weights give no smaller bound.
    let each = noise.map { model.importanceLossAndGradients(x, noise: [$0]).loss }
    let all = model.importanceLossAndGradients(x, noise: noise).loss
    #expect(all < each.reduce(0, +) / 3)
  }

  @Test("an interrupted epoch leaves the checkpoint of the one before") func interrupted() throws {
    try withFolder { folder in
      var training = vae()
      let run = TrainingRun(folder: folder, epochs: 3, threads: 1)
      let isComplete = try run.train(
        &training, on: data, resume: false, report: { !($0.epoch == 2 && $0.step == 2) })
      #expect(!isComplete)
      #expect(try Checkpoint<Float>(path: run.checkpointPath("vae")).header.epoch == 1)
    }
  }

  @Test("figures and the table of losses are written") func outputs() throws {
    try withFolder { folder in
      var (v, g) = (vae(), gan())
      var files: [String] = []
      let run = TrainingRun(folder: folder, epochs: 3, threads: 1)
      try run.train(&v, on: data, resume: false, isFinished: { files.append($0) })
      try run.train(&g, on: data, resume: false, isFinished: { files.append($0) })
      let names = files.map { URL(fileURLWithPath: $0).lastPathComponent }
      #expect(
        names == [
          "vae-samples.png", "vae-latent.png", "vae-interpolation.png", "gan-epoch-1.png",
          "gan-epoch-2.png", "gan-epoch-3.png",
        ])
      let table = try String(contentsOfFile: folder + "/gan-loss.csv", encoding: .utf8)
      #expect(table.hasPrefix("epoch,discriminator,generator\n1,"))
      #expect(table.split(separator: "\n").count == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 10)
    }
  }

  @Test("what cannot go on is refused, and the earlier checkpoint stays") func refusals() throws {
    try withFolder { folder in
      var training = vae()
      let run = TrainingRun(folder: folder, epochs: 1, threads: 1)
      let path = run.checkpointPath("vae")
      func message(_ body: () throws -> Void) -> String {
        do {
          try body()
          return "done"
        } catch { return "\(error)".replacingOccurrences(of: folder, with: "DIR") }
      }
      #expect(
        message { try run.train(&training, on: data, resume: true) }
          == "DIR/vae.checkpoint: there is no such file, or it cannot be read")
      try run.train(&training, on: data, resume: false)
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(
        message { try run.train(&training, on: data, resume: false) }.hasPrefix(
          "cannot write DIR/vae.checkpoint: it is the checkpoint of an earlier run"))
      var other = vae(seed: 9)
      #expect(
        message { try run.train(&other, on: data, resume: true) }
          == "DIR/vae.checkpoint: it was made with seed 5, not 9")
      #expect(
        message { try run.train(&training, on: data.prefix(48), resume: true) }.contains(
          "it was made with images 64"))
      // Every kind of damage is noticed: cut short, a flipped bit, another file.
      for bytes in [
        good.dropLast(1), good.prefix(good.count / 2), Data([1, 2, 3]), Data(),
        Data(good.enumerated().map { $0 == good.count / 3 ? $1 ^ 4 : $1 }),
      ] {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(message { try run.train(&training, on: data, resume: true) } != "done")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes))
      }
      // A folder that is a file cannot be written into.
      let blocked = TrainingRun(folder: path + "/inside", epochs: 1, threads: 1)
      #expect(
        message { try blocked.train(&training, on: data, resume: false) }.hasPrefix("cannot write"))
    }
  }

  @Test("the tables' layers: shapes and numbers of parameters") func tables() {
    let gan = GenerativeAdversarialNetwork(latents: 64, seed: 1)
    #expect(gan.discriminator.parameterCount == 593)
    #expect(gan.generator.parameterCount == 107_777)
    #expect(
      gan.discriminator.shapes(input: [1, 28, 28]) == [
        [2, 28, 28], [2, 28, 28], [2, 14, 14], [4, 14, 14], [4, 14, 14], [4, 7, 7], [8, 5, 5],
        [8, 5, 5], [200], [1],
      ])
    #expect(
      gan.generator.shapes(input: [64]) == [
        [1568], [1568], [32, 7, 7], [32, 14, 14], [16, 14, 14], [16, 14, 14], [16, 28, 28],
        [8, 28, 28], [8, 28, 28], [1, 28, 28], [1, 28, 28],
      ])
    let vae = VariationalAutoencoder(seed: 1)
    #expect(vae.encoder.parameterCount == 394_504 && vae.decoder.parameterCount == 394_284)
  }

  @Test("losses of the two players, at known logits") func losses() {
    let gan = GenerativeAdversarialNetwork(latents: 2, seed: 8)
    var zero = gan
    for index in zero.discriminator.parameters.indices {
      zero.discriminator.parameters[index] = Tensor(zero.discriminator.parameters[index].shape)
    }
    var stream = WideStream(seed: 9)
    let z = GenerativeAdversarialNetwork.latent(20, latents: 2, from: &stream)
    let x = data.columns(Array(0..<20)).reshaped([1, 28, 28, 20])
    let log2 = 0.6931472
    #expect(abs(Double(zero.discriminatorLoss(x, latent: z).loss) - 2 * log2) < 1e-6)
    #expect(abs(Double(zero.generatorLoss(z, .nonSaturating).loss) - log2) < 1e-6)
    #expect(abs(Double(zero.generatorLoss(z, .saturating).loss) + log2) < 1e-6)
  }
}
