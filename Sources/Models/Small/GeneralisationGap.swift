import Glibc
import Numeric

/// Linear regression with dropout on two orthogonal columns: how much larger the loss is on fresh outputs.
///
/// The outputs are Xβ + noise of the variance v. The weights are those of the least expected loss over all
/// masks, and the trained network predicts with p·w, as dropout layers do when training is over.
public struct GeneralisationGap: Sendable {
  private static let inputs = [[1.0, 1], [1, -1], [1, 1], [1, -1]]

  /// The loss on fresh outputs less that on the outputs of training, for each of the two columns. Tolerance:
  /// seven standard errors.
  public static func measure(
    keeping p: Double, variance v: Double, samples: Int, seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      var stream = RandomStream(seed: seed, stream: 32)
      let gaps = (0..<samples).map { _ -> Double in
        func outputs() -> [Double] {
          inputs.map { $0[0] - 0.5 * $0[1] + v.squareRoot() * stream.gaussian() }
        }
        let (learnt, fresh) = (outputs(), outputs())
        let weights = DropoutRegression(inputs: inputs, outputs: learnt).weights(keeping: p)
        func loss(_ outputs: [Double]) -> Double {
          zip(inputs, outputs).reduce(0) { sum, pair in
            let error = pair.1 - p * (pair.0[0] * weights[0] + pair.0[1] * weights[1])
            return sum + error * error
          }
        }
        return (loss(fresh) - loss(learnt)) / 2
      }
      let mean = Measurement(meanOf: gaps)
      return (mean.value, mean.tolerance)
    }
  }
}
