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
    compare(
      "VAE 784-500-500-2, a step of 100 images", beside: ("vae", "PyTorch, Adam fused"), steps: 20,
      peers
    ) { threads in
      var training = VariationalAutoencoderTraining(hidden: [500, 500], bound: .analytic, seed: 1)
      return { _ = training.step(images, from: &stream, threads: threads) }
    }
  }

  /// Both players of the exercise's game with two latent numbers, batches of 64: ten steps.
  private static func adversarial(_ peers: Peers) {
    var stream = WideStream(seed: 1)
    let images = Tensor<Float>.uniform([1, 28, 28, 64], 0, 1, from: &stream)
    compare(
      "GAN, a step of 64 images", beside: ("gan", "PyTorch, channels_last"), steps: 10, peers
    ) { threads in
      var training = GenerativeAdversarialTraining(latents: 2, seed: 1)
      return { _ = training.step(images, from: &stream, threads: threads) }
    }
  }

  /// Wall-clock times on two threads and one, and processor times on one, where other load counts little:
  /// the least of three turns, ours and the peer's by turns.
  private static func compare(
    _ what: String, beside peer: (name: String, title: String), steps: Int, _ peers: Peers,
    _ start: (_ threads: Int) -> () -> Void
  ) {
    func work(_ threads: Int) -> () -> Void {
      let step = start(threads)
      return { for _ in 0..<steps { step() } }
    }
    for threads in [2, 1] {
      let seconds = Measurement.seconds(work(threads)) / Double(steps)
      Measurement.row("\(what), threads: \(threads)", seconds)
      Measurement.row(
        peer: "\(peer.title), threads: \(threads)", peers.seconds(peer.name, "\(threads)"),
        against: seconds)
    }
    let turns = (0..<3).map { _ in
      (
        Measurement.processorSeconds(work(1)) / Double(steps),
        peers.seconds(peer.name, "1", "processor")
      )
    }
    guard let ours = turns.map(\.0).min(), let theirs = turns.map(\.1).min() else { return }
    Measurement.row("\(what), processor time on one thread", ours)
    Measurement.row(peer: "\(peer.title), the same", theirs, against: ours)
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
