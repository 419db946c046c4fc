import Exact
import Kernel

/// The criteria of degree 3 and 4 that follow from those of degree 1 and 2 for real factors.
///
/// By z = p (1 + w)/(1 − w) a disc becomes a half plane: z² + b z + c becomes v w² + 2 m w + u with
/// u = p² + b p + c, v = p² − b p + c, m = p² − c, and its roots are inside exactly if u, v, m are
/// positive.
/// - Source: Jury, Theory and Application of the z-Transform Method, ch. 3; Farebrother, Simplified
///   Samuelson conditions for cubic and quartic equations, Manchester School 41 (1973).
extension RootCriterion {
  /// The conditions on the coefficients c₀, c₁, … of degree 3 and 4; `nil` for other cases.
  static func productConditions(_ region: Region, _ c: [Term], _ p: Term) throws -> [Term]? {
    switch (region, c.count) {
    case (.disc(strict: true), 3):
      let square = try p * p
      return try [
        ((square * p + square * c[2]) + p * c[1]) + c[0],
        ((square * p - square * c[2]) + p * c[1]) - c[0],
        .real(3) * square - c[1],
        (square * (square * square) - c[0] * c[0]) - square * (square * c[1] - c[0] * c[2]),
      ]
    case (.disc(strict: true), 4):
      let square = try p * p
      let fourth = try square * square
      return try [
        (((fourth + (square * p) * c[3]) + square * c[2]) + p * c[1]) + c[0],
        (((fourth - (square * p) * c[3]) + square * c[2]) - p * c[1]) + c[0],
        fourth - c[0],
        (.real(3) * fourth - square * c[2]) + .real(3) * c[0],
        ((fourth - c[0]) * (fourth - c[0])) * ((fourth - square * c[2]) + c[0])
          - (fourth * (c[1] - square * c[3])) * (square * c[1] - c[0] * c[3]),
      ]
    case (.halfPlane(strict: true), 4):
      return try [c[3], c[1], c[0], (c[3] * c[2] - c[1]) * c[1] - (c[3] * c[3]) * c[0]]
    default: return nil
    }
  }

  /// (∀z. zⁿ + … + c₀ = 0 → z in the region) = conditions, for degree 3 or 4.
  static func productProof(_ region: Region, _ c: [Term], _ p: Term) throws -> Theorem {
    try RealFactors.choosing(RealFactors.existence(c), c.count) { parts, equations in
      let coefficients = try RealFactors.coefficients(parts)
      var result = try productProof(region, coefficients, parts, p)
      // The same for c in place of the coefficients, one after the other.
      for (index, equation) in try equations.allConjuncts().enumerated() {
        let name = try Term.fresh("v", .real, avoiding: c + parts + [p])
        let values = Array(c[..<index]) + [name] + coefficients[(index + 1)...]
        let predicate = try Term.lambda(
          name, .equal(statement(region, values, p), condition(region, values, p)))
        let same = try Theorem.congruence(.reflexive(predicate), equation.symmetric())
        result = try result.rewritten(
          by: Theorem.beta(same.left).symmetric().then(same).then(.beta(same.right)))
      }
      return result
    }
  }

  /// ∀z. zⁿ + … + c₀ = 0 → z in the region.
  static func statement(_ region: Region, _ c: [Term], _ p: Term) throws -> Term {
    let z = try Term.variable("z", .complex)
    return try .forAll(
      z, .implies(.equal(polynomial(c, z), z.zeroOfSort), region.contains(z, p)))
  }

  private static func productProof(_ region: Region, _ c: [Term], _ parts: [Term], _ p: Term) throws
    -> Theorem
  {
    let z = try Term.variable("z", .complex)
    let factors = RealFactors.factors(parts)
    let polynomials = try factors.map { try polynomial($0, z) }
    let (left, right) = try (polynomial(c, z), z.zeroOfSort)
    let product = try RootProduct(
      difference: .ring(left - right, polynomials[0] * polynomials[1]), left: left, right: right,
      factors: polynomials)
    let split = try product.split(
      statement(region, c, p), z, shape: .reflexive(region.contains(z, p)))
    let criteria = try factors.map { try theorem(region, coefficients: $0, parameter: p) }
    let both = try split.then(.congruence(.and, criteria))
    let ofFactors = try Theorem.assume(both.right)
    let whole = try condition(region, c, p)
    let forward = try SignLemma.forward(region, ofFactors.allConjuncts(), whole, p)
    let backward = try SignLemma.backward(region, Theorem.assume(whole), both.right, p)
    return try both.then(.equivalence(forward, backward))
  }
}
