import Numeric

/// A variational autoencoder without an encoder: every image has a mean and a log-variance of its own.
///
/// The bound of an image is maximised over its own q(z) = N(μ_i, diag σ_i²) and the shared decoder; the
/// divergence is in closed form. An image is met once an epoch, so its optimiser counts epochs.
public struct InstanceAutoencoderTraining: Training {
  public let name = "instance-vae"
  public let lossNames = ["negative evidence lower bound"]
  private var decoder: Network<Float>
  private var adam: Adam<Float>
  /// Means above log-variances, `[2K, images]`, with both moments of their gradients.
  private var local: [Tensor<Float>]
  private let latents = 2
  private let batch = 100
  private let rate: (decoder: Double, local: Double) = (1e-3, 0.1)
  private let seed: UInt64

  public init(images: Int, hidden: Int = 500, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    decoder = Network(
      [.linear(inputs: 2, outputs: hidden), .tanh, .linear(inputs: hidden, outputs: 784)],
      slope: 5.0.squareRoot(), from: &stream)
    adam = Adam(for: decoder.parameters, rate: rate.decoder)
    let start = Tensor<Float>.gaussian([2, images], from: &stream).map { $0 * 0.1 }
    local = [.stacked([start, Tensor([2, images])]), Tensor([4, images]), Tensor([4, images])]
    self.seed = seed
  }

  public var settings: [String: String] {
    [
      "seed": "\(seed)", "batch": "\(batch)", "rate": "\(rate.decoder)",
      "local rate": "\(rate.local)", "hidden": "\(decoder.parameters[1].count)",
    ]
  }

  public var tensors: [Tensor<Float>] {
    get { decoder.parameters + adam.tensors + local }
    set {
      let count = decoder.parameters.count
      decoder.parameters = Array(newValue.prefix(count))
      adam.tensors = Array(newValue[count..<(3 * count)])
      local = Array(newValue.dropFirst(3 * count))
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
      step(data.bits($0), $0, epoch: epoch, from: &$1, threads: threads)
    }
  }

  /// One step on the images of a list, whose bits are `[784, N]`.
  private mutating func step(
    _ x: Tensor<Float>, _ list: [Int], epoch: Int, from stream: inout WideStream, threads: Int
  ) -> Float {
    let graph = Graph<Float>(threads: threads)
    let p = graph.variables(decoder.parameters)
    var own = local.map { $0.columns(list) }
    let q = graph.variable(own[0])
    let (mean, logVariance) = (q.rows(0..<latents), q.rows(latents..<(2 * latents)))
    let z = Variable.sampleGaussian(
      mean: mean, logVariance: logVariance, noise: .gaussian([latents, list.count], from: &stream))
    let divergence = Variable.gaussianDivergence(mean: mean, logVariance: logVariance)
    // The sum over the batch: the parameters of one image do not depend on how many others there are.
    let loss = decoder(z, p).binaryCrossEntropy(targets: x) + divergence
    let gradients = graph.gradient(of: loss, for: p + [q])
    let scale = 1 / Float(list.count)
    adam.update(
      &decoder.parameters, gradients: gradients.dropLast().map { $0.map { $0 * scale } },
      threads: threads)
    var localAdam = Adam(for: [own[0]], rate: rate.local)
    localAdam.steps = epoch - 1
    localAdam.tensors = [own[1], own[2]]
    var parameters = [own[0]]
    localAdam.update(&parameters, gradients: [gradients[p.count]])
    own = parameters + localAdam.tensors
    for index in local.indices { local[index].setColumns(list, to: own[index]) }
    return loss.value.scalar * scale
  }

  /// At the end: the means by label, and the decoder's means of twenty of them beside their images.
  public func figures(epoch: Int, of epochs: Int, data: ImageSet, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard epoch == epochs else { return [] }
    let title = "\(name), epoch \(epoch). Data: \(data.origin)."
    let means = local[0].rows(0..<latents)
    let shown = Array(0..<min(10, data.count))
    let made = decoder(means.columns(shown), threads: threads).map { Float.sigmoid($0) }
    return [
      (
        "\(name)-latent.png",
        .scatter(
          means, labels: data.labels,
          caption: [title, "Means of q(z) of \(data.count) training images, by label."])
      ),
      (
        "\(name)-images.png",
        .grid(
          [data.columns(shown), made],
          caption: [title, "Above images, below p(x|z) at their means."])
      ),
    ]
  }
}

extension Tensor {
  /// Writes the places of the last axis in the order of a list.
  fileprivate mutating func setColumns(_ list: [Int], to values: Tensor) {
    let (length, count) = (shape[shape.count - 1], list.count)
    precondition(values.shape == shape.dropLast() + [count], "\(values.shape) does not fit")
    for row in 0..<(self.count / max(length, 1)) {
      for (place, column) in list.enumerated() {
        elements[row * length + column] = values.elements[row * count + place]
      }
    }
  }
}
