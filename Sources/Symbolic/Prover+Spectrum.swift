import Exact
import Kernel

/// Eigenvalues of explicit matrices.
extension Prover {
  /// A proof for every eigenvalue: det(zI − A) = 0 splits along the blocks of A, and a block of one
  /// or two rows gives z = a or a quadratic equation.
  ///
  /// `nil` when the matrix has a larger block.
  func eigenvalueCases(
    _ fact: Theorem, _ matrix: Term, _ z: Term, _ body: (Prover) throws -> Theorem
  ) throws -> Theorem? {
    let evaluatedMatrix = try evaluate(matrix)
    let explicit = try evaluatedMatrix.right
    guard explicit.isExplicitMatrix, let rows = explicit.arguments(of: .rows) else { return nil }
    let entries = rows.map { $0.arguments(of: .tuple) ?? [] }
    let normal = try entries.map { try $0.map { try normalize($0).right } }
    let blocks = Self.blocks(normal)
    guard entries.count <= 6, blocks.allSatisfy({ $0.count <= 2 }) else { return nil }
    var factors: [Term] = []
    for block in blocks { factors.append(contentsOf: try self.factors(block, normal, z)) }
    var product = factors[0]
    for factor in factors.dropFirst() { product = try product * factor }
    let expansion = try Theorem.congruence(.characteristic, [evaluatedMatrix, .reflexive(z)])
      .then(.axiom(.characteristicExpansion, [explicit, z]))
    let zero = try equation(product, expansion.right).then(expansion.symmetric()).then(fact)
    return try splitting(factors[...], zero, z, body)
  }

  /// (f₁·…)·fₙ = 0: one case per factor.
  private func splitting(
    _ factors: ArraySlice<Term>, _ zero: Theorem, _ z: Term, _ body: (Prover) throws -> Theorem
  ) throws -> Theorem {
    guard let last = factors.last, factors.count > 1,
      let parts = try zero.left.arguments(of: .multiply), parts[1] === last
    else { return try usingFactor(zero, z, body) }
    let alternatives = try Theorem.use(
      .zeroProduct, parts, zero.then(.ring(zero.right, z.zeroOfSort)))
    let first = try Theorem.assume(.equal(parts[0], z.zeroOfSort))
    let second = try Theorem.assume(.equal(last, z.zeroOfSort))
    return try alternatives.cases(
      splitting(factors.dropLast(), first, z, body), usingFactor(second, z, body))
  }

  /// z − r = 0 is used as z = r; a quadratic factor as it stands.
  private func usingFactor(_ zero: Theorem, _ z: Term, _ body: (Prover) throws -> Theorem) throws
    -> Theorem
  {
    let factor = try zero.left
    if let parts = factor.arguments(of: .add), parts[0] === z,
      let root = parts[1].arguments(of: .negate)?[0], !root.contains(z)
    {
      let step = try Theorem.ring(z, factor + root)
        .then(.congruence(.add, [zero, .reflexive(root)]))
      return try body(adding([step.then(.ring(step.right, root))]))
    }
    let context = try adding([zero])
    if let bound = try context.halfPlane(zero, z) { return try body(context.adding([bound])) }
    return try body(context)
  }

  /// The factors of det(zI − A) that belong to one block.
  private func factors(_ block: [Int], _ entries: [[Term]], _ z: Term) throws -> [Term] {
    func cast(_ x: Term) throws -> Term { try .apply(.realToComplex, [x]) }
    if block.count == 1 { return [try z - cast(entries[block[0]][block[0]])] }
    let (i, j) = (block[0], block[1])
    let trace = try normalize(entries[i][i] + entries[j][j]).right
    let determinant = try normalize(
      entries[i][i] * entries[j][j] - entries[i][j] * entries[j][i]
    ).right
    let discriminant = try fraction(of: trace * trace - .real(4) * determinant).value
    if discriminant.denominator.isEmpty {
      let half = try trace / .real(2)
      if let root = discriminant.numerator.monomialRoot {
        let shift = try root.scaled(by: Rational(1, 2)).term(in: .real)
        return [try z - cast(half + shift), try z - cast(half - shift)]
      }
      if let root = (-discriminant.numerator).monomialRoot {
        let shift = try .imaginaryUnit * cast(root.scaled(by: Rational(1, 2)).term(in: .real))
        return [try z - (cast(half) + shift), try z - (cast(half) - shift)]
      }
    }
    return [try (z * z - cast(trace) * z) + cast(determinant)]
  }

  /// The diagonal blocks of A in an order that makes it block triangular: sets of indices that the
  /// nonzero entries connect in both directions.
  static func blocks(_ entries: [[Term]]) -> [[Int]] {
    let all = entries.indices
    var reaches = all.map { i in all.map { i == $0 || entries[i][$0] !== Term.zero } }
    for k in all {
      for i in all where reaches[i][k] {
        for j in all where reaches[k][j] { reaches[i][j] = true }
      }
    }
    return all.compactMap { i in
      let block = all.filter { reaches[i][$0] && reaches[$0][i] }
      return block.first == i ? block : nil
    }
  }

  /// Re z < 0 for a root of z² − t z + d with t < 0 < d (Routh–Hurwitz for two rows).
  ///
  /// With z = x + iy the equation says x² − y² − t x + d = 0 and y(2x − t) = 0. If 2x = t, then
  /// x < 0; if y = 0, then x ≥ 0 would make x² − t x + d positive.
  private func halfPlane(_ zero: Theorem, _ z: Term) throws -> Theorem? {
    guard let sum = try zero.left.arguments(of: .add),
      let d = sum[1].arguments(of: .realToComplex)?[0],
      let inner = sum[0].arguments(of: .add),
      let t = inner[1].arguments(of: .negate)?[0].arguments(of: .multiply)?[0]
        .arguments(of: .realToComplex)?[0],
      let dPositive = try? positive(d), let tNegative = try? positive(-t)
    else { return nil }
    let (x, y): (Term, Term) = try (.apply(.realPart, [z]), .apply(.imaginaryPart, [z]))
    func cast(_ x: Term) throws -> Term { try .apply(.realToComplex, [x]) }
    let real = try ((x * x - y * y) - t * x) + d
    let imaginary = try y * (.real(2) * x - t)
    let parts = try cast(real) + .imaginaryUnit * cast(imaginary)
    // parts = z² − t z + d, by z = x + iy and i² = −1.
    let decomposition = try Theorem.axiom(.complexDecomposition, [z])
    let w = try decomposition.right
    let inW = try (w * w - cast(t) * w) + cast(d)
    let back = try Theorem.congruence(
      .add,
      [
        .congruence(
          .add,
          [
            .congruence(.multiply, [decomposition, decomposition]),
            .congruence(
              .negate, [.congruence(.multiply, [.reflexive(cast(t)), decomposition])]),
          ]), .reflexive(cast(d)),
      ])
    let same = try equation(parts, inW).then(back.symmetric()).then(zero)
    let split = try Theorem.axiom(.complexParts, [real, imaginary]).conjuncts()
    let zeroParts = try Theorem.axiom(.complexParts, [.zero, .zero]).conjuncts()
    let zeroSum = try cast(.zero) + .imaginaryUnit * cast(.zero)
    let asZero = try same.then(.ring(same.right, zeroSum))
    let realZero = try split.0.symmetric()
      .then(.congruence(.realPart, [asZero])).then(zeroParts.0)
    let imaginaryZero = try split.1.symmetric()
      .then(.congruence(.imaginaryPart, [asZero])).then(zeroParts.1)
    let goal = try Term.less(x, .zero)
    let alternatives = try Theorem.use(
      .zeroProduct, [y, .real(2) * x - t], imaginaryZero)
    let yZero = try Theorem.assume(.equal(y, .zero))
    let xHalf = try Theorem.assume(.equal(.real(2) * x - t, .zero))
    // 2x = t < 0
    let first = try Theorem.ring(-t, (.real(2) * x - t) + .real(-2) * x)
      .then(.congruence(.add, [xHalf, .reflexive(.real(-2) * x)]))
    let minusX = try tNegative.rewritten(by: .congruence(.less, [.reflexive(.zero), first]))
    let half = try Self.product(.arithmetic(.less(.zero, .real(Rational(1, 2)))), minusX)
    let caseHalf = try Theorem.less(x, .zero, from: half.moved(to: .zero - x))
    // y = 0 and 0 ≤ x: the real part is positive.
    let xSign = try Theorem.assume(.lessOrEqual(.zero, x))
    let value = try Self.sum(
      Self.sum(.axiom(.squareNonnegative, [x]), Self.product(tNegative, xSign)), dPositive)
    let withoutY = try Theorem.congruence(.multiply, [yZero, yZero])
    let substituted = try Theorem.ring(value.bounded, real + y * y)
      .then(.congruence(.add, [realZero, withoutY]))
    let vanishing = try substituted.then(.ring(substituted.right, .zero)).symmetric()
    let contradiction = try value.distinct().refuting(vanishing)
    let caseReal = try Theorem.axiom(.total, [.zero, x])
      .cases(contradiction.explosion(goal), .assume(goal))
    return try alternatives.cases(caseReal, caseHalf)
  }
}
