import Numeric

/// The training of a generative adversarial network: one step of each player for each batch, by Adam.
public struct GenerativeAdversarialTraining: Training {
  public let name = "gan"
  public let lossNames = ["discriminator", "generator"]

  public var model: GenerativeAdversarialNetwork
  var discriminatorAdam: Adam<Float>
  var generatorAdam: Adam<Float>
  let batch: Int
  let kind: GenerativeAdversarialNetwork.GeneratorLoss
  let seed: UInt64

  /// The start, with Adam's β₁ = ½ as in A. Radford et al., ICLR 2016, arXiv:1511.06434.
  public init(
    latents: Int = 64, batch: Int = 64, rate: Double = 2e-4,
    kind: GenerativeAdversarialNetwork.GeneratorLoss = .nonSaturating, seed: UInt64
  ) {
    model = GenerativeAdversarialNetwork(latents: latents, seed: seed)
    discriminatorAdam = Adam(for: model.discriminator.parameters, rate: rate, beta1: 0.5)
    generatorAdam = Adam(for: model.generator.parameters, rate: rate, beta1: 0.5)
    (self.batch, self.kind, self.seed) = (batch, kind, seed)
  }

  public var settings: [String: String] {
    [
      "seed": "\(seed)", "batch": "\(batch)", "rate": "\(generatorAdam.rate)",
      "loss": kind.rawValue, "latents": "\(model.latents)",
    ]
  }

  public var tensors: [Tensor<Float>] {
    get {
      model.discriminator.parameters + model.generator.parameters + discriminatorAdam.tensors
        + generatorAdam.tensors
    }
    set {
      var rest = newValue[...]
      func take(_ count: Int) -> [Tensor<Float>] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      let (d, g) = (model.discriminator.parameters.count, model.generator.parameters.count)
      model.discriminator.parameters = take(d)
      model.generator.parameters = take(g)
      discriminatorAdam.tensors = take(2 * d)
      generatorAdam.tensors = take(2 * g)
    }
  }

  public var steps: [Int] {
    get { [discriminatorAdam.steps, generatorAdam.steps] }
    set { (discriminatorAdam.steps, generatorAdam.steps) = (newValue[0], newValue[1]) }
  }

  public mutating func epoch(
    _ epoch: Int, of data: ImageSet, threads: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool
  ) -> [Float]? {
    let size = min(batch, data.count)
    let lists = Minibatches.lists(of: data.count, size: size, seed: seed, epoch: epoch)
    var totals = [0.0, 0.0]
    for (index, list) in lists.enumerated() {
      var noise = Minibatches.noise(seed: seed, epoch: epoch, step: index)
      let images = data.columns(list).reshaped([1, 28, 28, size])
      let losses = step(images, from: &noise, threads: threads)
      for (place, loss) in losses.enumerated() { totals[place] += Double(loss) }
      guard report(index + 1, lists.count, losses) else { return nil }
    }
    return totals.map { Float($0 / Double(lists.count)) }
  }

  /// One step of the discriminator and then one of the generator, each with latent numbers of its own.
  public mutating func step(_ images: Tensor<Float>, from stream: inout WideStream, threads: Int)
    -> [Float]
  {
    let count = images.shape[3]
    func latent() -> Tensor<Float> {
      GenerativeAdversarialNetwork.latent(count, latents: model.latents, from: &stream)
    }
    let d = model.discriminatorLoss(images, latent: latent(), threads: threads)
    discriminatorAdam.update(&model.discriminator.parameters, gradients: d.gradients)
    let g = model.generatorLoss(latent(), kind, threads: threads)
    generatorAdam.update(&model.generator.parameters, gradients: g.gradients)
    return [d.loss, g.loss]
  }

  /// Images of latent numbers that depend on the seed alone, `[784, N]`.
  public func samples(_ count: Int, threads: Int = 1) -> Tensor<Float> {
    var stream = Minibatches.figures(seed: seed)
    let z = GenerativeAdversarialNetwork.latent(count, latents: model.latents, from: &stream)
    return model.generator(z, threads: threads).reshaped([784, count])
  }

  /// Sixty-four images of the same latent numbers, after a third of the epochs, two thirds, and all.
  public func figures(epoch: Int, of epochs: Int, data: ImageSet, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard [(epochs + 2) / 3, (2 * epochs + 2) / 3, epochs].contains(epoch) else { return [] }
    let images = samples(64, threads: threads)
    let rows = (0..<8).map { images.columns(Array((8 * $0)..<(8 * $0 + 8))) }
    return [
      (
        "gan-epoch-\(epoch).png",
        .grid(
          rows, caption: ["GAN, generated images after epoch \(epoch).", "Data: \(data.origin)."])
      )
    ]
  }
}
