import Checks

/// The Monte Carlo leg of one claim, from its text to its verdict.
enum Sampling {
  static func run(_ peers: Peers) {
    print("The Monte Carlo leg")
    let symbolic = Measurement.seconds { Derivation.check(Dropout.text, legs: [.symbolic]) }
    let both = Measurement.seconds {
      Derivation.check(Dropout.text, legs: [.symbolic, .monteCarlo])
    }
    Measurement.row("dropout: proof", symbolic)
    Measurement.row("dropout: proof and samples", both)
    print("")
  }
}
