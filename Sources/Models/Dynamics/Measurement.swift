/// A number measured from a simulation, with a tolerance that is derived, and how long it took.
public struct Measurement: Sendable {
  /// The measured number; NaN when the simulation failed.
  public let value: Double

  /// A bound of the distance to the exact number; each measurement's doc says how it is derived.
  public let tolerance: Double

  /// The wall-clock time that the measurement took.
  public let seconds: Double

  /// A measured number.
  public init(value: Double, tolerance: Double, seconds: Double) {
    self.value = value
    self.tolerance = tolerance
    self.seconds = seconds
  }

  /// Whether a predicted number lies within the tolerance; a NaN never does.
  public func agrees(with prediction: Double) -> Bool {
    abs(value - prediction) <= tolerance
  }

  /// Times the making of a measurement.
  static func timed(_ body: () -> (value: Double, tolerance: Double)) -> Measurement {
    let clock = ContinuousClock()
    let start = clock.now
    let (value, tolerance) = body()
    return Measurement(value: value, tolerance: tolerance, seconds: (clock.now - start).seconds)
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
