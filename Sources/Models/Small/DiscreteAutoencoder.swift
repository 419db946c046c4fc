import Glibc
import Numeric

/// An autoencoder of bits with finitely many codes, so that every expectation over a code is a finite sum.
///
/// p(z) = 1/K, p(x|z) = Π Ber(x_d; σ(a_{dz})) with a network on the one-hot z, and q(z|x) = softmax of a
/// network on x. Trained by Adam on the whole data. Source: D. Kingma, M. Welling, Auto-encoding variational
/// Bayes, ICLR 2014, arXiv:1312.6114.
public struct DiscreteAutoencoder: Sendable {
  /// Patterns as columns `[d, N]`.
  let data: Tensor<Double>
  let codes: Int
  private var encoder: Network<Double>
  private var decoder: Network<Double>

  /// All patterns of d bits, or the first `count` of them in a random order.
  public init(bits d: Int, count: Int? = nil, codes: Int, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 21)
    var order = Array(0..<(1 << d))
    if count != nil {
      let keys = Tensor<Double>.uniform([order.count], 0, 1, from: &stream).elements
      order.sort { keys[$0] < keys[$1] }
    }
    let chosen = order.prefix(count ?? order.count)
    data = Tensor(
      [d, chosen.count], (0..<d).flatMap { bit in chosen.map { Double($0 >> bit & 1) } })
    self.codes = codes
    encoder = Network(
      [.linear(inputs: d, outputs: 8), .tanh, .linear(inputs: 8, outputs: codes)], from: &stream)
    decoder = Network([.linear(inputs: codes, outputs: d)], from: &stream)
  }

  // MARK: The two networks

  /// log q(z|x), `[K, N]`.
  private func logEncoder(_ p: [Variable<Double>]) -> Variable<Double> {
    let logits = encoder(p[0].graph.constant(data), p)
    return logits.addingToColumns(-logits.logSumExp)
  }

  /// log p(x|z), `[K, N]`.
  private func logLikelihood(_ p: [Variable<Double>]) -> Variable<Double> {
    let graph = p[0].graph
    let logits = decoder(graph.constant(Self.identity(codes)), p)
    return logits.product(graph.constant(data), transposingSelf: true)
      .addingToRows(-logits.softplus.columnSums)
  }

  private static func identity(_ n: Int) -> Tensor<Double> {
    Tensor([n, n], (0..<(n * n)).map { $0 / n == $0 % n ? 1 : 0 })
  }

  /// The expected complete log-likelihoods Σ q(z|x) log p(x, z) of all patterns.
  private func completeLikelihoods(_ logEncoder: Variable<Double>, _ p: [Variable<Double>])
    -> Variable<Double>
  {
    (logEncoder.exponential * (logLikelihood(p) - Glibc.log(Double(codes)))).columnSums
  }

  /// Σ q(z|x) log p(x|z) − β·KL(q ‖ p(z)) of all patterns: the evidence lower bounds for β = 1.
  private func bounds(
    _ logEncoder: Variable<Double>, _ p: [Variable<Double>], beta: Double = 1
  ) -> Variable<Double> {
    let weights = logLikelihood(p) - beta * (logEncoder + Glibc.log(Double(codes)))
    return (logEncoder.exponential * weights).columnSums
  }

  // MARK: Training

  /// Steps of both networks that raise the mean bound, with its divergence times β: a plain autoencoder for β = 0.
  public mutating func train(steps: Int, beta: Double, rate: Double = 0.05) {
    var parameters = encoder.parameters + decoder.parameters
    let count = encoder.parameters.count
    var adam = Adam(for: parameters, rate: rate)
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let loss = -bounds(
        logEncoder(Array(p.prefix(count))), Array(p.dropFirst(count)), beta: beta
      ).mean
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
    }
    encoder.parameters = Array(parameters.prefix(count))
    decoder.parameters = Array(parameters.dropFirst(count))
  }

  /// The expected complete log-likelihood less the bound of the first pattern, at the start and after each of
  /// some pieces of training of the decoder alone, on the expected complete log-likelihood.
  ///
  /// Tolerance: rounding; the sums are of K products of numbers of the size of 100 at most.
  public func measureDifferences(pieces: Int, steps: Int) -> [Measurement] {
    var model = self
    var adam = Adam(for: decoder.parameters, rate: 0.05)
    var differences: [Measurement] = []
    for piece in 0...pieces {
      let graph = Graph<Double>()
      let (q, p) = (
        model.logEncoder(encoder.parameters.map(graph.constant)),
        model.decoder.parameters.map(graph.constant)
      )
      let (complete, bound) = (model.completeLikelihoods(q, p).value, model.bounds(q, p).value)
      differences.append(
        Measurement(
          value: complete.elements[0] - bound.elements[0],
          tolerance: 0x1p-50 * Double(codes + 8) * (1 + abs(complete.elements[0])), seconds: 0))
      guard piece < pieces else { break }
      for _ in 0..<steps {
        let graph = Graph<Double>()
        let p = graph.variables(model.decoder.parameters)
        let q = model.logEncoder(encoder.parameters.map(graph.constant))
        let loss = -model.completeLikelihoods(q, p).mean
        adam.update(&model.decoder.parameters, gradients: graph.gradient(of: loss, for: p))
      }
    }
    return differences
  }

  /// Gradient ascent of the bound of the first pattern alone, on logits of its own that start at the
  /// encoder's: the probabilities of its codes.
  public func instanceEncoder(steps: Int) -> [Double] {
    var logits = [Tensor([codes, 1], logTable.map { $0[0] })]
    var adam = Adam(for: logits, rate: 0.05)
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let a = graph.variable(logits[0])
      let q = a.addingToColumns(-a.logSumExp)
      let fit = logLikelihood(decoder.parameters.map(graph.constant)).value.columns([0])
      let loss = (q.exponential * (q - graph.constant(fit))).sum
      adam.update(&logits, gradients: graph.gradient(of: loss, for: [a]))
    }
    let top = logits[0].elements.max() ?? 0
    let weights = logits[0].elements.map { Glibc.exp($0 - top) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  /// What the bound of the first pattern falls short of its evidence by.
  ///
  /// Tolerance: rounding; the sums are of K products of numbers of the size of 100 at most.
  public func measureGap() -> Measurement {
    let graph = Graph<Double>()
    let p = decoder.parameters.map(graph.constant)
    let bound = bounds(logEncoder(encoder.parameters.map(graph.constant)), p).value.elements[0]
    let evidence = logLikelihood(p).logSumExp.value.elements[0] - Glibc.log(Double(codes))
    return Measurement(
      value: evidence - bound, tolerance: 0x1p-50 * Double(codes + 8) * (1 + abs(bound)), seconds: 0
    )
  }

  // MARK: Tables

  private var logTable: [[Double]] {
    let graph = Graph<Double>()
    let q = logEncoder(encoder.parameters.map(graph.constant)).value
    return (0..<codes).map { q.rows($0..<($0 + 1)).elements }
  }

  /// q(z|x) by codes and patterns, the pattern last.
  public var encoderTable: [[Double]] { logTable.map { $0.map { Glibc.exp($0) } } }

  /// p(x|z) by patterns and codes, the code last.
  public var decoderTable: [[Double]] {
    let graph = Graph<Double>()
    let p = logLikelihood(decoder.parameters.map(graph.constant)).value
    return (0..<data.shape[1]).map { x in (0..<codes).map { Glibc.exp(p[$0, x]) } }
  }

  /// The mutual information of a pattern, all of them equally probable, and its code, by counting: the
  /// entropies of the code and of the code given the pattern.
  ///
  /// Tolerance: rounding of sums of K·N terms.
  public func measureInformation() -> Measurement {
    let table = encoderTable
    let n = Double(data.shape[1])
    func entropy(_ p: Double) -> Double { -p * Glibc.log(p) }
    let whole = table.reduce(0.0) { $0 + entropy($1.reduce(0, +) / n) }
    let given = table.reduce(0.0) { $0 + $1.reduce(0) { $0 + entropy($1) } / n }
    return Measurement(
      value: whole - given, tolerance: 0x1p-50 * (n + 8) * (1 + whole), seconds: 0)
  }
}
