import Numeric

/// The training of a variational autoencoder by Adam on the evidence lower bound.
public struct VariationalAutoencoderTraining: Training {
  public static let name = "vae"
  public static let lossNames = ["negative evidence lower bound"]

  public var model: VariationalAutoencoder
  var adam: Adam<Float>
  let hidden: [Int]
  let batch: Int
  let bound: VariationalAutoencoder.Bound
  let seed: UInt64

  /// The start: 784 – hidden – 2K, and K – hidden – 784.
  public init(
    hidden: [Int] = [500], latents: Int = 2, batch: Int = 100, rate: Double = 1e-3,
    bound: VariationalAutoencoder.Bound = .sampled, seed: UInt64
  ) {
    model = VariationalAutoencoder(hidden: hidden, latents: latents, seed: seed)
    adam = Adam(for: model.parameters, rate: rate)
    (self.hidden, self.batch, self.bound, self.seed) = (hidden, batch, bound, seed)
  }

  public var settings: [String: String] {
    [
      "seed": "\(seed)", "batch": "\(batch)", "rate": "\(adam.rate)", "bound": bound.rawValue,
      "hidden": hidden.map(String.init).joined(separator: ","), "latents": "\(model.latents)",
    ]
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
    let lists = Minibatches.lists(
      of: data.count, size: min(batch, data.count), seed: seed, epoch: epoch)
    var total = 0.0
    for (index, list) in lists.enumerated() {
      var noise = Minibatches.noise(seed: seed, epoch: epoch, step: index)
      let loss = step(data.bits(list), from: &noise, threads: threads)
      total += Double(loss)
      guard report(index + 1, lists.count, [loss]) else { return nil }
    }
    return [Float(total / Double(lists.count))]
  }

  /// One step on a batch of bits `[784, N]`; returns the loss before it.
  public mutating func step(_ x: Tensor<Float>, from stream: inout WideStream, threads: Int)
    -> Float
  {
    let noise = Tensor<Float>.gaussian([model.latents, x.shape[1]], from: &stream)
    let (loss, gradients) = model.lossAndGradients(x, noise: noise, bound: bound, threads: threads)
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

  /// At the end: ten prior samples as probabilities and as bits; the means of all training images by
  /// label; and three interpolations between images of different classes in steps of 0.1.
  public func figures(epoch: Int, of epochs: Int, data: ImageSet, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard epoch == epochs else { return [] }
    var stream = Minibatches.figures(seed: seed)
    let title = "VAE, epoch \(epoch). Data: \(data.origin)."
    var figures: [(name: String, picture: Picture)] = []
    let z = Tensor<Float>.gaussian([model.latents, 10], from: &stream)
    let p = model.probabilities(z, threads: threads)
    let x = Tensor.sampleBernoulli(p, from: &stream)
    let rows = (0..<10).map { i in
      Tensor(
        [784, 2], zip(p.columns([i]).elements, x.columns([i]).elements).flatMap { [$0, $1] })
    }
    figures.append(
      ("vae-samples.png", .grid(rows, caption: [title, "Left p(x|z), right a sample of it."])))
    if model.latents == 2 {
      let ranges = Shards.ranges(of: data.count, size: 1000)
      let means = ranges.map { model.means(data.bits(Array($0)), threads: threads) }
      let points = (0..<2).flatMap { row in means.flatMap { $0.rows(row..<(row + 1)).elements } }
      figures.append(
        (
          "vae-latent.png",
          .scatter(
            Tensor([2, data.count], points), labels: data.labels,
            caption: [title, "Means of q(z|x) of \(data.count) training images, by label."])
        ))
    }
    let pairs = pairsOfClasses(data)
    let interpolations = pairs.map { a, b in
      let ends = model.means(data.bits([a, b]))
      return model.probabilities(Self.interpolated(ends), threads: threads)
    }
    let labels = pairs.map { "\(data.labels[$0.1]) to \(data.labels[$0.0])" }
    figures.append(
      (
        "vae-interpolation.png",
        .grid(
          interpolations,
          caption: [
            title, "p(x|z) between means: " + labels.joined(separator: ", ") + ", steps of 0.1.",
          ])
      ))
    return figures
  }

  /// Eleven points z_α = α·a + (1 − α)·b for α = 0, 0.1, …, 1 of two columns a, b.
  static func interpolated(_ ends: Tensor<Float>) -> Tensor<Float> {
    let numbers = (0..<ends.shape[0]).flatMap { row in
      (0...10).map { step in
        let α = Float(step) / 10
        return α * ends[row, 0] + (1 - α) * ends[row, 1]
      }
    }
    return Tensor([ends.shape[0], 11], numbers)
  }

  /// Three pairs of images with different labels, as far as there are such images.
  private func pairsOfClasses(_ data: ImageSet) -> [(Int, Int)] {
    var stream = RandomStream(seed: seed, stream: 1 << 61)
    var pairs: [(Int, Int)] = []
    for _ in 0..<1000 where pairs.count < 3 {
      let a = stream.integer(in: 0...(data.count - 1))
      let b = stream.integer(in: 0...(data.count - 1))
      if data.labels[a] != data.labels[b] { pairs.append((a, b)) }
    }
    return pairs
  }
}
