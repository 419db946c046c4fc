import Numeric

/// The training of a variational autoencoder by Adam on a lower bound of the evidence.
public struct VariationalAutoencoderTraining: Training {
  /// What is maximised.
  public enum Objective: Sendable, Hashable {
    /// The evidence lower bound, its divergence times β (β = 1 is the bound itself).
    case evidence(beta: Float)
    /// The importance-weighted bound of k samples.
    case importance(samples: Int)
  }

  public var name: String {
    switch objective {
    case .evidence(beta: 1): "vae"
    case .evidence: "beta-vae"
    case .importance: "iwae"
    }
  }

  public var lossNames: [String] {
    switch objective {
    case .evidence(beta: 1): ["negative evidence lower bound"]
    case .evidence(let beta): ["negative log-likelihood plus \(beta) times the divergence"]
    case .importance(let k): ["negative importance-weighted bound of \(k) samples"]
    }
  }

  public let objective: Objective
  public var model: VariationalAutoencoder
  var adam: Adam<Float>
  let hidden: [Int]
  let batch: Int
  let bound: VariationalAutoencoder.Bound
  let seed: UInt64

  /// The start: 784 – hidden – 2K, and K – hidden – 784.
  public init(
    hidden: [Int] = [500], latents: Int = 2, batch: Int = 100, rate: Double = 1e-3,
    bound: VariationalAutoencoder.Bound = .sampled, objective: Objective = .evidence(beta: 1),
    seed: UInt64
  ) {
    model = VariationalAutoencoder(hidden: hidden, latents: latents, seed: seed)
    adam = Adam(for: model.parameters, rate: rate)
    (self.hidden, self.batch, self.bound, self.seed) = (hidden, batch, bound, seed)
    self.objective = objective
  }

  public var settings: [String: String] {
    var settings = [
      "seed": "\(seed)", "batch": "\(batch)", "rate": "\(adam.rate)", "bound": bound.rawValue,
      "hidden": hidden.map(String.init).joined(separator: ","), "latents": "\(model.latents)",
    ]
    switch objective {
    case .evidence(let beta): settings["beta"] = "\(beta)"
    case .importance(let k): settings["samples"] = "\(k)"
    }
    return settings
  }

  public var tensors: [Tensor<Float>] {
    get { model.parameters + adam.tensors }
    set {
      let count = model.parameters.count
      model.parameters = Array(newValue.prefix(count))
      adam.tensors = Array(newValue.dropFirst(count))
    }
  }

  public var steps: [Int] {
    get { [adam.steps] }
    set { adam.steps = newValue[0] }
  }

  public mutating func epoch(
    _ epoch: Int, of data: ImageSet, threads: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool
  ) -> [Float]? {
    Minibatches.pass(over: data, batch: batch, seed: seed, epoch: epoch, report: report) {
      step(data.bits($0), from: &$1, threads: threads)
    }
  }

  /// One step on a batch of bits `[784, N]`; returns the loss before it.
  public mutating func step(_ x: Tensor<Float>, from stream: inout WideStream, threads: Int)
    -> Float
  {
    func noise() -> Tensor<Float> { .gaussian([model.latents, x.shape[1]], from: &stream) }
    let (loss, gradients) =
      switch objective {
      case .evidence(let beta):
        model.lossAndGradients(x, noise: noise(), bound: bound, beta: beta, threads: threads)
      case .importance(let k):
        model.importanceLossAndGradients(x, noise: (0..<k).map { _ in noise() }, threads: threads)
      }
    var (encoder, decoder) = (model.encoder.parameters, model.decoder.parameters)
    model.encoder.parameters = []
    model.decoder.parameters = []
    let count = encoder.count
    encoder += decoder
    adam.update(&encoder, gradients: gradients, threads: threads)
    decoder = Array(encoder.dropFirst(count))
    encoder.removeLast(decoder.count)
    model.encoder.parameters = encoder
    model.decoder.parameters = decoder
    return loss
  }
}
