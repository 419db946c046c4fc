import Glibc
import Numeric

extension Measurement {
  /// The mean of log (1/k) Σⱼ v(Jⱼ) for k independent indices Jⱼ of a law, over `count` such lists; the tolerance is 7
  /// standard errors of it.
  static func meanOfLogMeans(
    of values: [Double], law: Categorical, terms k: Int, count: Int, from stream: inout WideStream
  ) -> Measurement {
    timed {
      var draws = [Double](repeating: 0, count: count * k)
      stream.fillCategorical(law, &draws)
      var (sum, squares) = (0.0, 0.0)
      for list in 0..<count {
        var mean = 0.0
        for j in 0..<k { mean += values[Int(draws[list * k + j])] / Double(k) }
        let value = Glibc.log(mean)
        sum += value
        squares += value * value
      }
      let mean = sum / Double(count)
      let variance = max(squares / Double(count) - mean * mean, 0)
      return (mean, 7 * (variance / Double(count)).squareRoot() + 1e-13)
    }
  }
}
