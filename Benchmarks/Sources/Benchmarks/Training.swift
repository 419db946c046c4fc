import Models
import Numeric

/// Steps of training, and an epoch, of the networks of the coding exercises.
enum Training {
  static func run(_ peers: Peers) {
    print("Training in single precision; results do not depend on the number of threads")
    autoencoder(peers)
    adversarial(peers)
    epoch()
    print("")
  }

  /// 784–500–500–2 and back, batches of 100: twenty steps.
  private static func autoencoder(_ peers: Peers) {
    var stream = WideStream(seed: 1)
    let images = Tensor<Float>.bernoulli(0.3, [784, 100], from: &stream)
    for threads in [2, 1] {
      var training = VariationalAutoencoderTraining(
        hidden: [500, 500], bound: .analytic, seed: 1)
      let seconds = Measurement.seconds {
        for _ in 0..<20 { _ = training.step(images, from: &stream, threads: threads) }
      }
      Measurement.row("VAE 784-500-500-2, a step of 100 images, threads: \(threads)", seconds / 20)
      Measurement.row(
        peer: "PyTorch, Adam fused, threads: \(threads)", peers.seconds("vae", "\(threads)"),
        against: seconds / 20)
    }
  }

  /// Both players of the exercise's game with two latent numbers, batches of 64: ten steps.
  private static func adversarial(_ peers: Peers) {
    var stream = WideStream(seed: 1)
    let images = Tensor<Float>.uniform([1, 28, 28, 64], 0, 1, from: &stream)
    for threads in [2, 1] {
      var training = GenerativeAdversarialTraining(latents: 2, seed: 1)
      let seconds = Measurement.seconds {
        for _ in 0..<10 { _ = training.step(images, from: &stream, threads: threads) }
      }
      Measurement.row("GAN, a step of 64 images, threads: \(threads)", seconds / 10)
      Measurement.row(
        peer: "PyTorch, channels_last, threads: \(threads)", peers.seconds("gan", "\(threads)"),
        against: seconds / 10)
    }
  }

  /// One epoch of `checks train vae`.
  private static func epoch() {
    let data = DigitDrawer.draw(60_000, seed: 0, threads: 2)
    var training = VariationalAutoencoderTraining(seed: 1)
    let seconds = Measurement.seconds(runs: 2) {
      _ = training.epoch(1, of: data, threads: 2) { _, _, _ in true }
    }
    Measurement.row("VAE 784-500-2, an epoch of 60,000 images, threads: 2", seconds)
  }
}
