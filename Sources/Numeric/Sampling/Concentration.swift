import Glibc

/// Bounds on how far the mean of independent samples with values in an interval lies from their
/// expectation; they hold for every number of samples, with no appeal to a limit law.
public enum Concentration: String, Sendable, Hashable {
  /// |mean − μ| ≤ R·√(log(2/α) / 2n), for values in an interval of width R.
  ///
  /// Source: W. Hoeffding, Probability inequalities for sums of bounded random variables, Journal of
  /// the American Statistical Association 58 (1963), DOI 10.1080/01621459.1963.10500830, Theorem 2.
  case hoeffding = "Hoeffding"
  /// |mean − μ| ≤ √(2·V·log(4/α) / n) + 7·R·log(4/α) / (3(n − 1)), with V the sample variance.
  ///
  /// Source: A. Maurer, M. Pontil, Empirical Bernstein bounds and sample variance penalization, COLT
  /// 2009, arXiv:0907.3740, Theorem 4.
  case empiricalBernstein = "empirical Bernstein"

  /// The half width of the interval that misses the expectation with probability at most α.
  public func radius(samples n: Int, variance: Double, width: Double, alpha: Double) -> Double {
    guard n > 1 else { return .infinity }
    let n = Double(n)
    switch self {
    case .hoeffding: return width * (log(2 / alpha) / (2 * n)).squareRoot()
    case .empiricalBernstein:
      let l = log(4 / alpha)
      return (2 * variance * l / n).squareRoot() + 7 * width * l / (3 * (n - 1))
    }
  }

  /// An upper bound on the standard deviation that fails with probability at most α.
  ///
  /// Law: σ ≤ √V + R·√(2 log(1/α) / (n − 1)), and σ ≤ R/2. Source: Maurer and Pontil, Theorem 10.
  public static func deviationBound(
    samples n: Int, variance: Double, width: Double, alpha: Double
  ) -> Double {
    guard n > 1 else { return width / 2 }
    return min(
      width / 2, variance.squareRoot() + width * (2 * log(1 / alpha) / Double(n - 1)).squareRoot())
  }

  /// How far the mean of n samples with standard deviation at most σ may lie from μ but for
  /// probability α.
  ///
  /// Law: √(2σ² log(2/α) / n) + 2R·log(2/α) / 3n, Bernstein's inequality. Source: S. Boucheron, G. Lugosi,
  /// P. Massart, Concentration Inequalities, Oxford 2013, §2.8.
  public static func fluctuation(
    samples n: Int, deviation: Double, width: Double, alpha: Double
  ) -> Double {
    guard n > 0 else { return .infinity }
    let l = log(2 / alpha)
    return deviation * (2 * l / Double(n)).squareRoot() + 2 * width * l / (3 * Double(n))
  }
}
