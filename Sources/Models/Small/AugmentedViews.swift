import Numeric

/// Two views of one datum from an augmentation pipeline: a signal is shifted round by k places and perhaps turned back to
/// front, each with its own probability.
public struct AugmentedViews: Sendable {
  private let signals: [[Double]]
  private let data: Categorical
  private let augmentations: [Categorical]

  /// Signals of one length, their probabilities, and for each of them those of its augmentations; `nil` for no laws.
  public init?(signals: [[Double]], data: [Double], augmentations: [[Double]]) {
    let laws = augmentations.compactMap { Categorical(weights: $0) }
    guard let law = Categorical(weights: data), laws.count == augmentations.count else {
      return nil
    }
    (self.signals, self.data, self.augmentations) = (signals, law, laws)
  }

  /// View k of a signal: shifted by k/2 places, and turned for odd k.
  public static func view(_ signal: [Double], _ k: Int) -> [Double] {
    let shifted = signal.indices.map { signal[($0 + k / 2) % signal.count] }
    return k % 2 == 0 ? shifted : shifted.reversed()
  }

  /// The first and the last number of a view.
  public static func features(_ signal: [Double], _ k: Int) -> (first: Double, last: Double) {
    let view = view(signal, k)
    return (view[0], view[view.count - 1])
  }

  /// The mean of the first feature of one view times the last feature of another view of the same datum.
  ///
  /// Tolerance: seven standard errors.
  public func measureMoment(samples: Int, seed: UInt64) -> Measurement {
    var stream = WideStream(seed: seed, stream: 31)
    func draws(_ law: Categorical) -> [Double] {
      var numbers = [Double](repeating: 0, count: samples)
      stream.fillCategorical(law, &numbers)
      return numbers
    }
    let chosen = draws(data)
    let views = augmentations.map { (draws($0), draws($0)) }
    var (sum, squares) = (0.0, 0.0)
    for n in 0..<samples {
      let i = Int(chosen[n])
      let value =
        Self.features(signals[i], Int(views[i].0[n])).first
        * Self.features(signals[i], Int(views[i].1[n])).last
      sum += value
      squares += value * value
    }
    let mean = sum / Double(samples)
    let variance = max(squares / Double(samples) - mean * mean, 0)
    return Measurement(
      value: mean, tolerance: 7 * (variance / Double(samples)).squareRoot(), seconds: 0)
  }
}
