import Exact
import Numeric

/// The linearised time-τ map of a flow at a stationary point, measured from simulated states.
///
/// Column j of M is `(φ(x + r·eⱼ) − φ(x − r·eⱼ))/(2r)`, where φ is the full nonlinear flow over time τ by
/// RK4: no linearisation of the field is used. M → exp(τJ) with J the Jacobian of the field at x.
struct FlowMap {
  /// M, by rows.
  let matrix: [[Double]]

  /// A bound of ‖M − exp(τJ)‖ in the Frobenius norm.
  ///
  /// The sum of (a) ‖M(h) − M(h/2)‖: RK4's global error is K·h⁴ + O(h⁵), so the error of M(h/2) is
  /// asymptotically 1/15 of it; (b) ‖M(r) − M(r/2)‖: the central difference cancels even powers of r, so
  /// its error is K·r², and that of M(r/2) asymptotically 1/3 of it; (c) rounding: each velocity is off
  /// by at most the running error bound b (`RoundingBound`) and each step by 4u·r per coordinate, which
  /// over the run, divided by r, is n·(b·τ + 4u·r·steps)/r, times the growth of the flow, taken as 1 +
  /// ‖M‖. (a) and (b) are used whole, not divided by 15 and 3: that is the margin for the higher terms.
  let error: Double

  /// Measures M at a stationary point.
  init(
    of field: GameField, at point: [Double], time: Double, steps: Int, radius: Double
  ) {
    var field = field
    let coarse = FlowMap.central(&field, point, time, steps, radius / 2)
    let fine = FlowMap.central(&field, point, time, 2 * steps, radius / 2)
    let wide = FlowMap.central(&field, point, time, 2 * steps, radius)
    let nearby = point.map { $0 + radius }
    let velocityError =
      (field.velocityWithBound(at: nearby)
      + field.velocityWithBound(at: point)).reduce(0) { max($0, $1.error) }
    let n = Double(point.count)
    let unit = 4 * 0x1p-53 * radius * Double(2 * steps)
    let rounding = n * (velocityError * time + unit) / (radius / 2)
    matrix = fine
    error =
      FlowMap.norm(fine, coarse) + FlowMap.norm(wide, fine)
      + rounding * (1 + FlowMap.norm(fine, nil))
  }

  private static func central(
    _ field: inout GameField, _ point: [Double], _ time: Double, _ steps: Int, _ radius: Double
  ) -> [[Double]] {
    let columns = point.indices.map { j in
      let ends = [radius, -radius].map { shift in
        var start = point
        start[j] += shift
        return Scheme.rungeKutta4.end(
          from: start, step: time / Double(steps), count: steps, in: &field)
      }
      return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * radius) }
    }
    return point.indices.map { i in columns.map { $0[i] } }
  }

  /// ‖A − B‖ in the Frobenius norm, with B = 0 for `nil`.
  private static func norm(_ a: [[Double]], _ b: [[Double]]?) -> Double {
    var sum = 0.0
    for i in a.indices {
      for j in a[i].indices {
        let difference = a[i][j] - (b?[i][j] ?? 0)
        sum += difference * difference
      }
    }
    return sum.squareRoot()
  }

  /// The largest |μ| over the eigenvalues of exp(τJ), with a tolerance; `nil` when a run diverged.
  ///
  /// The eigenvalues μ̂ᵢ of M are enclosed rigorously (`Eigenvalues`), so only M's own error ε counts. Let
  /// A = exp(τJ) = M + E with ‖E‖ ≤ ε. An eigenvalue μ of M + tE has σ_min(M − μ) ≤ ε, and the product
  /// of all n singular values of M − μ is |det(M − μ)| = Π|μ − μ̂ᵢ|, so
  ///
  ///     Π|μ − μ̂ᵢ| ≤ δ := ε·(‖M‖ + ε + ‖M‖)ⁿ⁻¹.
  ///
  /// If μ is nearest to μ̂ᵢ, at distance d, its distance to μ̂ⱼ is at least max(d, |μ̂ᵢ − μ̂ⱼ| − d). Take any
  /// d* at which d*·Π max(d*, |μ̂ᵢ − μ̂ⱼ| − d*) > δ for every i. As t goes from 0 to 1 the eigenvalues
  /// move continuously from the μ̂ᵢ and never reach distance d*, so those of A lie in the discs of radius
  /// d* around the μ̂ᵢ, with each connected union of discs keeping its number of them. Hence
  /// |max|μ| − max|μ̂|| ≤ (2m − 1)·d*, where m discs hang together with the outermost one. For a
  /// well-separated eigenvalue d* is of order ε, for an m-fold one of order ε^(1/m).
  func spectralRadius() -> (value: Double, tolerance: Double)? {
    let exact = matrix.map { $0.compactMap { Ball($0).exactRational } }
    guard error.isFinite, exact.allSatisfy({ $0.count == matrix.count }) else { return nil }
    var roots: [SIMD2<Double>] = []
    for root in Eigenvalues.enclosures(of: exact) {
      let place = SIMD2(root.value.re.midpoint, root.value.im.midpoint)
      roots += Array(repeating: place, count: root.multiplicity)
    }
    func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
      ((a - b) * (a - b)).sum().squareRoot()
    }
    guard let outermost = roots.max(by: { distance($0, .zero) < distance($1, .zero) }) else {
      return nil
    }
    let norm = FlowMap.norm(matrix, nil)
    var delta = error
    for _ in roots.dropFirst() { delta *= 2 * norm + error }
    func isSeparating(_ d: Double) -> Bool {
      roots.indices.allSatisfy { i in
        roots.indices.reduce(d) { product, j in
          i == j ? product : product * max(d, distance(roots[i], roots[j]) - d)
        } > delta
      }
    }
    var d = max(error, 0x1p-1000)
    while !isSeparating(d) { d *= 1.0625 }
    var component = [outermost]
    var rest = roots
    while let next = rest.firstIndex(where: { a in component.contains { distance(a, $0) <= 2 * d } }
    ) {
      component.append(rest.remove(at: next))
    }
    let count = Double(component.count - 1)
    return (distance(outermost, .zero), (2 * count - 1) * d)
  }
}
