import Glibc

extension SiameseMatrices {
  /// The state after a time by steps of h and of h/2: how far they are apart bounds the error of the finer one, which is
  /// a third of it to leading order.
  private func ends(time: Double, step h: Double) -> (
    coarse: SiameseMatrices, fine: SiameseMatrices
  ) {
    var (coarse, fine) = (self, self)
    coarse.flow(time: time, step: h)
    fine.flow(time: time, step: h / 2)
    return (coarse, fine)
  }

  /// ‖W‖² after a time of the gradient flow.
  ///
  /// Tolerance: the change when the step is halved.
  public func measureSquaredNorm(time: Double, step h: Double = 1.0 / 64) -> Measurement {
    Measurement.timed {
      let (coarse, fine) = ends(time: time, step: h)
      let value = fine.norm * fine.norm
      return (value, abs(value - coarse.norm * coarse.norm) + 0x1p-40 * value)
    }
  }

  /// The entries of W after a time of the gradient flow, by rows; tolerances as above.
  public func measureEncoder(time: Double, step h: Double = 1.0 / 64) -> [Measurement] {
    let (coarse, fine) = ends(time: time, step: h)
    return zip(coarse.encoder.elements, fine.encoder.elements).map {
      Measurement(value: $1, tolerance: abs($1 - $0) + 0x1p-40 * abs($1), seconds: 0)
    }
  }

  /// The predictor that the gradient flow comes to, entry by entry.
  ///
  /// Tolerance: the change when the step is halved, and that over the last half of the time: what comes to rest
  /// exponentially moves less in all the time that is left.
  public func measureFinalPredictor(time: Double, step h: Double = 1.0 / 64) -> [Measurement] {
    let (coarse, fine) = ends(time: time, step: h)
    var half = self
    half.flow(time: time / 2, step: h / 2)
    let ends = zip(coarse.predictor.elements, half.predictor.elements)
    return zip(fine.predictor.elements, ends).map {
      Measurement(
        value: $0, tolerance: abs($0 - $1.0) + abs($0 - $1.1) + 0x1p-40 * abs($0), seconds: 0)
    }
  }

  /// The derivative of ‖W‖² along the gradient flow.
  ///
  /// For entries that are whole multiples of 2⁻³, at most 2 in size, all numbers are multiples of 2⁻²³ below
  /// 2²⁵ and so exact.
  public func measureNormVelocity() -> Measurement {
    let velocity = gradients().encoder.elements
    let value = zip(encoder.elements, velocity).reduce(0) { $0 - 2 * $1.0 * $1.1 }
    return Measurement(value: value, tolerance: 0, seconds: 0)
  }
}
