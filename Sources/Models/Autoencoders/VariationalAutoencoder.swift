import Glibc
import Numeric

/// A variational autoencoder with a Bernoulli decoder, encoder and decoder being perceptrons.
///
/// p(z) = N(0, I_K), p(x|z) = Π Ber(x_d; σ(f_θ(z)_d)), q(z|x) = N(μ_φ(x), diag σ²_φ(x)). The encoder's last
/// layer gives the K means and then the K log-variances; the decoder's last layer gives logits.
/// Source: D. Kingma, M. Welling, Auto-encoding variational Bayes, ICLR 2014, arXiv:1312.6114.
public struct VariationalAutoencoder: Sendable {
  public var encoder: Network<Float>
  public var decoder: Network<Float>
  public let latents: Int

  /// A network with hidden layers of the same widths on both sides: pixels → widths → 2K, and
  /// K → reversed widths → pixels, with tanh between.
  public init(pixels: Int = 784, hidden: [Int] = [500], latents: Int = 2, seed: UInt64) {
    func perceptron(_ widths: [Int]) -> [Layer] {
      let layers = zip(widths, widths.dropFirst()).flatMap { inputs, outputs -> [Layer] in
        [.linear(inputs: inputs, outputs: outputs), .tanh]
      }
      return layers.dropLast()
    }
    var stream = WideStream(seed: seed, stream: 0)
    encoder = Network(
      perceptron([pixels] + hidden + [2 * latents]), slope: 5.0.squareRoot(), from: &stream)
    decoder = Network(
      perceptron([latents] + hidden.reversed() + [pixels]), slope: 5.0.squareRoot(),
      from: &stream)
    self.latents = latents
  }

  /// All parameters, the encoder's first.
  public var parameters: [Tensor<Float>] {
    get { encoder.parameters + decoder.parameters }
    set {
      encoder.parameters = Array(newValue.prefix(encoder.parameters.count))
      decoder.parameters = Array(newValue.dropFirst(encoder.parameters.count))
    }
  }

  /// How the divergence from the prior enters the bound.
  public enum Bound: String, Sendable, Codable {
    /// 𝔼_q[log p(x|z)] − KL(q ‖ p(z)) with the divergence in closed form.
    case analytic
    /// log p(x|z) + log p(z) − log q(z|x) at the sampled z.
    case sampled
  }

  /// The mean over the batch of −(log p(x|z) − β·divergence), and its gradients.
  ///
  /// One z for each x, from the noise `[K, N]`.
  public func lossAndGradients(
    _ x: Tensor<Float>, noise: Tensor<Float>, bound: Bound, beta: Float = 1, threads: Int = 1
  ) -> (loss: Float, gradients: [Tensor<Float>]) {
    let graph = Graph<Float>(threads: threads)
    let (p, q) = (graph.variables(decoder.parameters), graph.variables(encoder.parameters))
    let (mean, logVariance) = encode(graph.constant(x), q)
    let z = Variable.sampleGaussian(mean: mean, logVariance: logVariance, noise: noise)
    let error = decoder(z, p).binaryCrossEntropy(targets: x)
    let divergence: Variable<Float>
    switch bound {
    case .analytic:
      divergence = .gaussianDivergence(mean: mean, logVariance: logVariance)
    case .sampled:
      let q = Variable.logDensityGaussian(z, mean: mean, logVariance: logVariance)
      divergence = (q - .logDensityStandardGaussian(z)).sum
    }
    let loss = Float(1) / Float(x.shape[1]) * (error + beta * divergence)
    return (loss.value.scalar, graph.gradient(of: loss, for: q + p))
  }

  /// The mean over the batch of −log (1/k) Σ_j p(x, z_j)/q(z_j|x), with a noise `[K, N]` for each of the k
  /// samples, and its gradients.
  ///
  /// Source: Y. Burda, R. Grosse, R. Salakhutdinov, Importance weighted autoencoders, ICLR 2016,
  /// arXiv:1509.00519.
  public func importanceLossAndGradients(
    _ x: Tensor<Float>, noise: [Tensor<Float>], threads: Int = 1
  ) -> (loss: Float, gradients: [Tensor<Float>]) {
    let graph = Graph<Float>(threads: threads)
    let (p, q) = (graph.variables(decoder.parameters), graph.variables(encoder.parameters))
    let input = graph.constant(x)
    let (mean, logVariance) = encode(input, q)
    let weights = noise.map { logWeight(input, mean, logVariance, p, noise: $0) }
    let bound = Variable.stacked(weights).logSumExp - Float(Glibc.log(Double(noise.count)))
    let loss = -bound.mean
    return (loss.value.scalar, graph.gradient(of: loss, for: q + p))
  }

  /// log p(x, z) − log q(z|x) for each column at z = μ + σ·noise, as a row `[1, N]`.
  private func logWeight(
    _ x: Variable<Float>, _ mean: Variable<Float>, _ logVariance: Variable<Float>,
    _ p: [Variable<Float>], noise: Tensor<Float>
  ) -> Variable<Float> {
    let z = Variable.sampleGaussian(mean: mean, logVariance: logVariance, noise: noise)
    let likelihood = Variable.logDensityBernoulli(x, logits: decoder(z, p))
    let weight =
      likelihood + .logDensityStandardGaussian(z)
      - .logDensityGaussian(z, mean: mean, logVariance: logVariance)
    return weight.reshaped([1, x.shape[1]])
  }

  /// The means and log-variances of q(z|x).
  func encode(_ x: Variable<Float>, _ parameters: [Variable<Float>]) -> (
    mean: Variable<Float>, logVariance: Variable<Float>
  ) {
    let output = encoder(x, parameters)
    return (output.rows(0..<latents), output.rows(latents..<(2 * latents)))
  }

  /// The means of q(z|x), `[K, N]`.
  public func means(_ x: Tensor<Float>, threads: Int = 1) -> Tensor<Float> {
    encoder(x, threads: threads).rows(0..<latents)
  }

  /// The probabilities of p(x|z), `[pixels, N]`.
  public func probabilities(_ z: Tensor<Float>, threads: Int = 1) -> Tensor<Float> {
    decoder(z, threads: threads).map { Float.sigmoid($0) }
  }

  /// The log-weights log p(x, z_j) − log q(z_j|x) of k samples for each of N examples, as rows `[k, N]`.
  ///
  /// Their mean over j is the evidence lower bound, and log (1/k) Σ exp the importance-weighted one.
  public func logWeights(
    _ x: Tensor<Float>, samples k: Int, from stream: inout WideStream, threads: Int = 1
  ) -> Tensor<Float> {
    let graph = Graph<Float>(threads: threads)
    let (mean, logVariance) = encode(graph.constant(x), encoder.parameters.map(graph.constant))
    let p = decoder.parameters.map(graph.constant)
    let rows = (0..<k).map { _ -> Tensor<Float> in
      let noise = Tensor<Float>.gaussian(mean.shape, from: &stream)
      return logWeight(graph.constant(x), mean, logVariance, p, noise: noise).value
    }
    return .stacked(rows)
  }
}
