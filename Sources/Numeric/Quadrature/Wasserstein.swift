import Exact

/// The Wasserstein distance W₁ of laws on the line, exactly.
///
/// Law: W₁(P, Q) = ∫₀¹ |F⁻¹(u) − G⁻¹(u)| du. Source: C. Villani, Topics in Optimal Transportation, AMS 2003,
/// Theorem 2.18.
public enum Wasserstein {
  /// Of the uniform laws on [a, b] and [c, d].
  public static func uniform(
    _ first: ClosedRange<Rational>, _ second: ClosedRange<Rational>
  ) -> Rational {
    // The difference of the quantiles is x + (y − x)·u.
    let x = first.lowerBound - second.lowerBound
    let y = first.upperBound - second.upperBound
    let half = Rational(1, 2)
    if x.sign * y.sign >= 0 { return (x.magnitude + y.magnitude) * half }
    return (x * x + y * y) / (x.magnitude + y.magnitude) * half
  }

  /// Of two finite laws, given as values with weights that are not negative and sum to 1.
  public static func finite(
    _ first: [(value: Rational, weight: Rational)], _ second: [(value: Rational, weight: Rational)]
  ) -> Rational {
    let (a, b) = (first.sorted { $0.value < $1.value }, second.sorted { $0.value < $1.value })
    var (i, j, sum) = (0, 0, Rational.zero)
    var (left, right) = (a.first?.weight ?? 0, b.first?.weight ?? 0)
    while i < a.count, j < b.count {
      let step = min(left, right)
      sum += step * (a[i].value - b[j].value).magnitude
      left -= step
      right -= step
      if left.isZero {
        i += 1
        if i < a.count { left = a[i].weight }
      }
      if right.isZero {
        j += 1
        if j < b.count { right = b[j].weight }
      }
    }
    return sum
  }
}
