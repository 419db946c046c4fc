import Glibc
import Numeric

/// A small variational autoencoder of drawn digits, 784–64–(2 + 2) and 2–64–784, looked at in a few images.
public struct DigitAutoencoder: Sendable {
  private var model: VariationalAutoencoder
  private let data: ImageSet
  private let seed: UInt64

  /// A start, with images that belong to the seed.
  public init(images: Int = 500, seed: UInt64) {
    model = VariationalAutoencoder(hidden: [64], latents: 2, seed: seed)
    data = DigitDrawer.draw(images, seed: seed)
    self.seed = seed
  }

  /// The bits of fifty images.
  private func batch(from stream: inout WideStream) -> Tensor<Float> {
    let places = Tensor<Double>.uniform([50], 0, Double(data.count), from: &stream).elements
    return data.bits(places.map { min(Int($0), data.count - 1) })
  }

  /// Steps on the evidence lower bound.
  public mutating func train(steps: Int) {
    var stream = WideStream(seed: seed, stream: 24)
    var adam = Adam(for: model.parameters, rate: 3e-3)
    for _ in 0..<steps {
      let x = batch(from: &stream)
      let gradients = model.lossAndGradients(
        x, noise: .gaussian([2, x.shape[1]], from: &stream), bound: .analytic
      ).gradients
      adam.update(&model.parameters, gradients: gradients)
    }
  }

  // MARK: Images on their own

  /// What the bounds of a few images rise by when their own means and log-variances ascend them, from the
  /// encoder's on.
  ///
  /// The ascent takes fresh noise in every step; both bounds are then estimated with the same samples.
  /// Tolerance: seven standard errors of the mean of the differences.
  public func measureAscent(images count: Int, steps: Int, samples: Int) -> [Measurement] {
    var stream = WideStream(seed: seed, stream: 25)
    let x = data.bits(Array(0..<count))
    let start = model.encoder(x)
    var own = [start]
    var adam = Adam(for: own, rate: 0.05)
    for step in 0..<steps {
      adam.rate = 0.05 * (1 - Double(step) / Double(steps))
      let graph = Graph<Float>()
      let q = graph.variable(own[0])
      let p = model.decoder.parameters.map(graph.constant)
      // Four noises an image.
      let bounds = (0..<4).map { _ in
        bound(x, q, p, noise: .gaussian([2, count], from: &stream)).sum
      }
      let loss = -0.25 * bounds.dropFirst().reduce(bounds[0], +)
      adam.update(&own, gradients: graph.gradient(of: loss, for: [q]))
    }
    var (sums, squares) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for _ in 0..<samples {
      let noise = Tensor<Float>.gaussian([2, count], from: &stream)
      let graph = Graph<Float>()
      let p = model.decoder.parameters.map(graph.constant)
      let values = [own[0], start].map {
        bound(x, graph.constant($0), p, noise: noise).value.elements
      }
      for i in 0..<count {
        let difference = Double(values[0][i]) - Double(values[1][i])
        sums[i] += difference
        squares[i] += difference * difference
      }
    }
    let n = Double(samples)
    return zip(sums, squares).map { sum, square in
      let mean = sum / n
      return Measurement(
        value: mean, tolerance: 7 * (max(square / n - mean * mean, 0) / n).squareRoot(), seconds: 0)
    }
  }

  /// log p(x|z) − KL(q ‖ p(z)) of each image at z = μ + σ·noise, for means above log-variances.
  private func bound(
    _ x: Tensor<Float>, _ q: Variable<Float>, _ p: [Variable<Float>], noise: Tensor<Float>
  ) -> Variable<Float> {
    let (mean, logVariance) = (q.rows(0..<2), q.rows(2..<4))
    let z = Variable.sampleGaussian(mean: mean, logVariance: logVariance, noise: noise)
    let fit = Variable.logDensityBernoulli(q.graph.constant(x), logits: model.decoder(z, p))
    let divergence = 0.5 * (mean.squared + logVariance.exponential - logVariance - 1).columnSums
    return fit - divergence
  }

  // MARK: Nothing but the divergence

  /// The means and variances that the encoder gives to a few images after it was trained on the divergence from
  /// the prior alone.
  ///
  /// Tolerances, from the gradients of the divergence in the encoder's outputs: it has the curvature 1 in a mean, and in
  /// ℓ = log v one of e^ℓ/2, which falls by a factor e at most within a distance of 1; and rounding in single
  /// precision.
  public func measureForgetting(steps: Int, images count: Int) -> [Measurement] {
    var (encoder, stream) = (model.encoder, WideStream(seed: seed, stream: 26))
    var adam = Adam(for: encoder.parameters, rate: 1e-2)
    func divergence(_ output: Variable<Float>) -> Variable<Float> {
      .gaussianDivergence(mean: output.rows(0..<2), logVariance: output.rows(2..<4))
    }
    for step in 0..<steps {
      adam.rate = 1e-2 * (1 - Double(step) / Double(steps))
      let graph = Graph<Float>()
      let p = graph.variables(encoder.parameters)
      let loss = Float(0.02) * divergence(encoder(graph.constant(batch(from: &stream)), p))
      adam.update(&encoder.parameters, gradients: graph.gradient(of: loss, for: p))
    }
    let graph = Graph<Float>()
    let output = graph.variable(encoder(data.bits(Array(0..<count))))
    let g = graph.gradient(of: divergence(output), for: [output])[0]
    let y = output.value
    return (0..<count).flatMap { i -> [Measurement] in
      (0..<2).flatMap { k -> [Measurement] in
        let (slope, rise) = (Double(abs(g[k, i])), Double(abs(g[k + 2, i])))
        let variance = Glibc.exp(Double(y[k + 2, i]))
        let error = 2 * Glibc.exp(1) * rise / variance
        return [
          Measurement(value: Double(y[k, i]), tolerance: slope + 0x1p-18, seconds: 0),
          Measurement(
            value: variance,
            tolerance: error <= 1 ? variance * Glibc.expm1(error) + 0x1p-18 : .infinity, seconds: 0),
        ]
      }
    }
  }

  // MARK: Rotated latents

  /// The mean and the variances that the encoder gives to an image.
  public func encoding(of i: Int) -> (mean: [Double], variances: [Double]) {
    let y = model.encoder(data.bits([i])).elements.map(Double.init)
    return (Array(y[..<2]), y[2...].map { Glibc.exp($0) })
  }

  /// The image, of some, whose code has the most unequal variances.
  public func mostUneven(of count: Int) -> Int {
    func unevenness(_ i: Int) -> Double {
      let v = encoding(of: i).variances
      return abs(Glibc.log(v[0] / v[1]))
    }
    let values = (0..<count).map(unevenness)
    return values.indices.max { values[$0] < values[$1] } ?? 0
  }

  /// The covariance of the samples of an image's code, rotated by (c, s), entry by entry.
  ///
  /// Tolerance: seven standard errors of the means of the products.
  public func measureRotatedCovariance(
    of i: Int, cosine c: Double, sine s: Double, samples: Int
  ) -> [Measurement] {
    let (_, v) = encoding(of: i)
    var stream = WideStream(seed: seed, stream: 27)
    let noise = Tensor<Double>.gaussian([2, samples], from: &stream)
    let z = (0..<2).map { k in
      noise.rows(k..<(k + 1)).elements.map { $0 * v[k].squareRoot() }
    }
    let turned = [
      zip(z[0], z[1]).map { c * $0 - s * $1 }, zip(z[0], z[1]).map { s * $0 + c * $1 },
    ]
    return [(0, 0), (0, 1), (1, 0), (1, 1)].map { a, b in
      let products = zip(turned[a], turned[b]).map { $0 * $1 }
      let n = Double(samples)
      let mean = products.reduce(0, +) / n
      let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      return Measurement(value: mean, tolerance: 7 * (variance / n).squareRoot(), seconds: 0)
    }
  }

  /// The sampled bounds of an image with its own latents, and with rotated ones: the encoder of a full covariance by
  /// its triangular factor, and the decoder behind the inverse rotation.
  public func rotatedBounds(
    of i: Int, cosine c: Double, sine s: Double, samples: Int
  ) -> [(own: Double, rotated: Double)] {
    let (m, v) = encoding(of: i)
    var stream = WideStream(seed: seed, stream: 28)
    let x = data.bits([i])
    // RSRᵀ = LLᵀ for L with the entries a, 0, b, d.
    let (s00, s01, s11) = (
      c * c * v[0] + s * s * v[1], c * s * (v[0] - v[1]), s * s * v[0] + c * c * v[1]
    )
    let a = s00.squareRoot()
    let (b, d) = (s01 / a, (s11 - s01 * s01 / s00).squareRoot())
    func fit(_ z: [Double]) -> Double {
      let graph = Graph<Float>()
      let logits = model.decoder(
        graph.constant(Tensor([2, 1], z.map(Float.init))),
        model.decoder.parameters.map(graph.constant))
      return Double(
        Variable.logDensityBernoulli(graph.constant(x), logits: logits).value.elements[0])
    }
    func prior(_ z: [Double]) -> Double { -0.5 * (z[0] * z[0] + z[1] * z[1]) }
    return (0..<samples).map { _ in
      let e = Tensor<Double>.gaussian([2], from: &stream).elements
      let z = (0..<2).map { m[$0] + v[$0].squareRoot() * e[$0] }
      let own = fit(z) + prior(z) + 0.5 * (e[0] * e[0] + e[1] * e[1] + Glibc.log(v[0] * v[1]))
      let y = [c * z[0] - s * z[1], s * z[0] + c * z[1]]
      let (p, q) = (y[0] - (c * m[0] - s * m[1]), y[1] - (s * m[0] + c * m[1]))
      let f = [p / a, (q - b * p / a) / d]
      let back = [c * y[0] + s * y[1], -s * y[0] + c * y[1]]
      let rotated =
        fit(back) + prior(y) + 0.5 * (f[0] * f[0] + f[1] * f[1]) + Glibc.log(a * d)
      return (own, rotated)
    }
  }
}
