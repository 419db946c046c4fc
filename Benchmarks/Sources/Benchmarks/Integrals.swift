import Exact
import Numeric

/// Divergences of Gaussian mixtures by integration; ours are enclosures, the peer's digits are not certain.
enum Integrals {
  static func run(_ peers: Peers) {
    print("Divergences of Gaussian mixtures; mpmath does not bound its error")
    divergence("KL of two mixtures", "kl", peers) { p.divergence(from: q, bits: $0) }
    divergence("JSD of N(0, 1) and N(1, 4)", "jsd", peers) {
      zero.jensenShannonDivergence(from: one, bits: $0)
    }
    print("")
  }

  private static func divergence(
    _ name: String, _ work: String, _ peers: Peers, _ value: (Int) -> Ball
  ) {
    for digits in [50, 200] {
      let bits = digits * 10 / 3 + 4
      let seconds = Measurement.seconds(runs: 3) {
        precondition(value(bits).relativeRadiusBits >= digits * 10 / 3 - 8)
      }
      Measurement.row("\(name), \(digits) digits, certified", seconds)
      if work == "kl" {
        Measurement.row(
          peer: "python-flint, certified", peers.seconds("kl-flint", "\(digits)"), against: seconds)
      }
      Measurement.row(
        peer: "mpmath, not certified", peers.seconds(work, "\(digits)"), against: seconds)
    }
  }

  private static let p = mixture([(3, 10, -1, 1, 2), (7, 10, 2, 1, 1)])
  private static let q = mixture([(3, 5, 0, 3, 2), (2, 5, 3, 1, 1)])
  private static let zero = mixture([(1, 1, 0, 1, 1)])
  private static let one = mixture([(1, 1, 1, 2, 1)])

  /// Weight, mean and standard deviation; weights and deviations as fractions.
  private static func mixture(_ rows: [(Int, Int, Int, Int, Int)]) -> GaussianMixture {
    let components = rows.map {
      GaussianMixture.Component(
        weight: Rational($0.0, $0.1), mean: Rational($0.2), deviation: Rational($0.3, $0.4))
    }
    guard let mixture = GaussianMixture(components) else { fatalError("no mixture") }
    return mixture
  }
}
