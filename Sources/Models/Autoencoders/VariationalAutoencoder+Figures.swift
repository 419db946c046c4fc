import Numeric

/// What a trained autoencoder is looked at by; randomness depends on the seed alone.
extension VariationalAutoencoderTraining {
  /// Prior samples z ~ N(0, I): the probabilities p(x|z) and a sample of each, `[784, N]`.
  public func priorSamples(_ count: Int, threads: Int = 1) -> (
    probabilities: Tensor<Float>, samples: Tensor<Float>
  ) {
    var stream = Minibatches.figures(seed: seed)
    let z = Tensor<Float>.gaussian([model.latents, count], from: &stream)
    let p = model.probabilities(z, threads: threads)
    return (p, Tensor.sampleBernoulli(p, from: &stream))
  }

  /// The means of q(z|x) of all images, `[K, N]`.
  public func latentMeans(_ data: ImageSet, threads: Int = 1) -> Tensor<Float> {
    let ranges = Shards.ranges(of: data.count, size: 1000)
    let means = ranges.map { model.means(data.bits(Array($0)), threads: threads) }
    let rows = (0..<model.latents).flatMap { row in
      means.flatMap { $0.rows(row..<(row + 1)).elements }
    }
    return Tensor([model.latents, data.count], rows)
  }

  /// Three interpolations between means of images of different classes: p(x|z_α), `[784, 11]` each.
  public func interpolations(_ data: ImageSet, threads: Int = 1) -> [(
    from: UInt8, to: UInt8, images: Tensor<Float>
  )] {
    pairsOfClasses(data).map { a, b in
      let ends = model.means(data.bits([a, b]))
      let images = model.probabilities(Self.interpolated(ends), threads: threads)
      return (data.labels[b], data.labels[a], images)
    }
  }

  /// At the end: ten prior samples as probabilities and as bits; the means of all training images by
  /// label; and three interpolations between images of different classes in steps of 0.1.
  public func figures(epoch: Int, of epochs: Int, data: ImageSet, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard epoch == epochs else { return [] }
    let title = "\(name), epoch \(epoch). Data: \(data.origin)."
    var figures: [(name: String, picture: Picture)] = []
    let (p, x) = priorSamples(10, threads: threads)
    let rows = (0..<10).map { i in
      Tensor(
        [784, 2], zip(p.columns([i]).elements, x.columns([i]).elements).flatMap { [$0, $1] })
    }
    figures.append(
      ("\(name)-samples.png", .grid(rows, caption: [title, "Left p(x|z), right a sample of it."])))
    if model.latents == 2 {
      figures.append(
        (
          "\(name)-latent.png",
          .scatter(
            latentMeans(data, threads: threads), labels: data.labels,
            caption: [title, "Means of q(z|x) of \(data.count) training images, by label."])
        ))
    }
    let paths = interpolations(data, threads: threads)
    let labels = paths.map { "\($0.from) to \($0.to)" }
    figures.append(
      (
        "\(name)-interpolation.png",
        .grid(
          paths.map(\.images),
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
