import Exact
import Kernel

extension Prover {
  /// t = t′, with everything carried out that has one outcome: β, expectations under point masses,
  /// derivatives, operations on explicit matrices, recurrences, real and imaginary parts.
  func evaluate(_ term: Term) throws -> Theorem {
    if let known = evaluated[term] { return known }
    try fuel.spend()
    // Equations such as x = y + 1 and y = x + 1 rewrite each other for ever.
    try fuel.descend()
    defer { fuel.ascend() }
    var result = try evaluateParts(term)
    if let step = try headStep(result.right) {
      result = try result.then(step).then(evaluate(step.right))
    }
    evaluated[term] = result
    return result
  }

  private func evaluateParts(_ term: Term) throws -> Theorem {
    switch term.node {
    case .bound, .free, .number: return try .reflexive(term)
    case .apply(let op, let arguments):
      // Integrals over vectors are carried out before their quadratic forms become sums.
      if op == .integral || op == .integrable, case .function(.vector, _) = arguments[0].sort {
        return try .reflexive(term)
      }
      // The function under a derivative is evaluated by the differentiation itself.
      let parts = try arguments.map { try evaluate($0) }
      return parts.allSatisfy(\.isTrivial)
        ? try .reflexive(term) : try .congruence(op, parts)
    case .call(let function, let argument):
      // β first: the body is smaller once its argument is known.
      if case .lambda = function.node { return try .reflexive(term) }
      let parts = try (evaluate(function), evaluate(argument))
      return parts.0.isTrivial && parts.1.isTrivial
        ? try .reflexive(term) : try .congruence(parts.0, parts.1)
    case .lambda(let domain, _):
      let variable = try fresh("x", domain, term)
      let body = try evaluate(term.instantiate(variable))
      return body.isTrivial ? try .reflexive(term) : try body.abstracting(variable)
    }
  }

  /// One step at the head of a term whose parts are evaluated.
  private func headStep(_ term: Term) throws -> Theorem? {
    for rule in rules {
      if let step = try rule.apply(to: term) { return step }
    }
    switch term.node {
    case .call(let function, _):
      if case .lambda = function.node { return try .beta(term) }
      return try recurrenceStep(term)
    case .apply(let op, let arguments): return try operatorStep(term, op, arguments)
    case .bound, .free, .number, .lambda: return nil
    }
  }

  /// d(n, …) = d((n−1) + 1, …) for a numeral n ≥ 1, when a recurrence for d is known.
  private func recurrenceStep(_ term: Term) throws -> Theorem? {
    let (head, arguments) = term.called
    guard let index = arguments.first, index.sort == .natural, let value = index.number,
      value.sign > 0
    else { return nil }
    let split = try Term.natural(value - 1) + .natural(1)
    var candidate = try Theorem.congruence(.reflexive(head), .ring(index, split))
    for argument in arguments.dropFirst() {
      candidate = try .congruence(candidate, .reflexive(argument))
    }
    for rule in rules {
      if let step = try rule.apply(to: candidate.right) { return try candidate.then(step) }
    }
    return nil
  }

  private func operatorStep(_ term: Term, _ op: Operator, _ x: [Term]) throws -> Theorem? {
    if op == .multiply, term.sort == .natural, x.allSatisfy({ $0.number != nil }) {
      return try constant(term)
    }
    switch op {
    case .diracExpectation: return try .axiom(.diracValue, x)
    case .derivative:
      // The derivative of a declared function is its own value.
      guard let value = try? derivativeValue(x[0], x[1]), !value.isTrivial else { return nil }
      return value
    case .add, .negate, .scale, .hadamard, .transpose, .product, .inner, .diagonal, .determinant,
      .trace, .kronecker, .vec:
      if term.sort == .natural, x.allSatisfy({ $0.number != nil }) { return try constant(term) }
      let explicit = x.filter { !$0.sort.isScalarField && $0.sort != .natural }
      guard !explicit.isEmpty, explicit.allSatisfy(\.isExplicitMatrix) else {
        switch op {
        case .inner: return try .axiom(.innerAsSum, x)
        case .trace: return try .axiom(.traceAsSum, x)
        default: return nil
        }
      }
      return try .axiom(.componentwise, [term])
    case .entry: return try entryStep(x)
    case .sum: return try pairSum(x[0])
    case .indicator: return try indicatorValue(x[0]) ?? bracketStep(x[0])
    case .tuple: return try collected(x)
    case .matrixInverse:
      // I⁻¹ = I.
      guard let n = try? x[0].rows, (try? Term.identity(n)) === x[0] else { return nil }
      return try? inverse(of: x[0], is: x[0])
    case .characteristic:
      return x[0].isExplicitMatrix ? try .axiom(.characteristicExpansion, x) : nil
    case .equal:
      if let a = x[0].arguments(of: .pair), let b = x[1].arguments(of: .pair),
        a[0].sort == b[0].sort, a[1].sort == b[1].sort
      {
        return try .axiom(.pairEquality, a + b)
      }
      guard x[0].isExplicitMatrix, x[1].isExplicitMatrix else { return nil }
      return try .axiom(.tupleEquality, x)
    case .power: return try powerStep(x[0], x[1])
    case .realPart, .imaginaryPart: return try? complexPart(op, x[0])
    case .squareRoot: return try rootStep(x[0])
    case .floor: return try? floorValue(x[0])
    default: return nil
    }
  }

  /// Entries with numerals or zeros in their products, as polynomials: what large products of
  /// explicit matrices leave behind.
  private func collected(_ entries: [Term]) throws -> Theorem? {
    guard entries.contains(where: { $0.isUncollected }) else { return nil }
    return try .congruence(
      .tuple,
      entries.map { entry in
        guard entry.isUncollected else { return try .reflexive(entry) }
        if let value = entry.rationalValue { return try .ring(entry, .real(value)) }
        return try normalize(entry)
      })
  }

  /// An entry of a product, a sum, a transpose, … of vectors or matrices of symbolic size.
  private func entryStep(_ x: [Term]) throws -> Theorem? {
    guard case .apply(let op, let parts) = x[0].node else { return nil }
    let indices = Array(x.dropFirst())
    switch (op, indices.count) {
    case (.product, 1): return try .axiom(.entryOfProduct, parts + indices)
    case (.product, 2): return try .axiom(.entryOfMatrixProduct, parts + indices)
    case (.vector, 1): return try .axiom(.entryOfVector, parts + indices)
    case (.kronecker, 2):
      guard let i = indices[0].arguments(of: .pair), let j = indices[1].arguments(of: .pair) else {
        return nil
      }
      return try? .axiom(.entryOfKronecker, [parts[0], parts[1], i[0], i[1], j[0], j[1]])
    case (.vec, 1):
      guard let j = indices[0].arguments(of: .pair) else { return nil }
      return try? .axiom(.entryOfVec, [parts[0], j[1], j[0]])
    case (.matrix, 2): return try .axiom(.entryOfMatrixFunction, parts + indices)
    case (.hadamard, 2): return try .axiom(.entryOfHadamard, parts + indices)
    case (.diagonal, 2): return try .axiom(.entryOfDiagonal, parts + indices)
    case (.transpose, 2): return try .axiom(.entryOfTranspose, parts + indices)
    case (.add, 1): return try .axiom(.entryOfSum, parts + indices)
    case (.negate, 1): return try .axiom(.entryOfNegation, parts + indices)
    case (.add, 2), (.negate, 2), (.scale, 2):
      return try .axiom(.entryOfMatrixOperation, [x[0]] + indices)
    case (.scale, 1): return try .axiom(.entryOfScale, parts + indices)
    default: return nil
    }
  }

  /// A natural number computed: 0 + 1 = 1.
  private func constant(_ term: Term) throws -> Theorem? {
    guard let value = try RationalForm(nonzero: []).fraction(of: term).value else { return nil }
    return try .ring(term, .natural(value))
  }

  /// x^(k+n) = x^(k+n−1)·x, and x^0 = 1.
  private func powerStep(_ base: Term, _ exponent: Term) throws -> Theorem? {
    if exponent.number == 2, let x = base.arguments(of: .squareRoot),
      let bound = try? nonnegative(x[0])
    {
      return try Theorem.ring(.apply(.power, [base, exponent]), base * base)
        .then(Theorem.use(.squareRoot, x, bound).conjuncts().1)
    }
    if let n = exponent.number?.int, n > 2, n <= 16, n % 2 == 0,
      let x = base.arguments(of: .squareRoot), let bound = try? nonnegative(x[0])
    {
      // √x⁴ = (√x √x)² = x².
      let square = try base * base
      return try Theorem.ring(.apply(.power, [base, exponent]), square.power(n / 2)).then(
        .congruence(
          .power,
          [Theorem.use(.squareRoot, x, bound).conjuncts().1, .reflexive(.natural(Rational(n / 2)))]
        ))
    }
    guard let parts = exponent.arguments(of: .add), let n = parts[1].number, n.sign > 0 else {
      return nil
    }
    if n.isOne { return try .axiom(.powerSuccessor, [base, parts[0]]) }
    let split = try (parts[0] + .natural(n - 1)) + .natural(1)
    return try Theorem.congruence(.power, [.reflexive(base), .ring(exponent, split)])
      .then(.axiom(.powerSuccessor, [base, split.arguments(of: .add)![0]]))
  }

  /// √c = r for a rational c that is the square of a rational r.
  private func rootStep(_ argument: Term) throws -> Theorem? {
    guard let value = try RationalForm(nonzero: []).fraction(of: argument).value,
      let root = value.squareRoot
    else { return nil }
    let r = Term.real(root)
    let square = try Theorem.ring(argument, r * r)
    return try Theorem.congruence(.squareRoot, [square]).then(
      Self.rootOfSquare(.arithmetic(.lessOrEqual(.zero, r))))
  }

  /// √(r·r) = r from 0 ≤ r.
  static func rootOfSquare(_ nonnegative: Theorem) throws -> Theorem {
    guard let r = nonnegative.conclusion.arguments(of: .lessOrEqual)?[1] else {
      throw ProofFailure("0 ≤ r is needed", nonnegative.conclusion)
    }
    let square = try r * r
    let root: Term = try .apply(.squareRoot, [square])
    let (sign, value) = try Theorem.use(.squareRoot, [square], .axiom(.squareNonnegative, [r]))
      .conjuncts()
    // (√ − r)(√ + r) = 0, and √ + r = 0 only if both are 0.
    let product = try (root - r) * (root + r)
    let zero = try Theorem.ring(product, root * root - square)
      .then(.congruence(.add, [value, .reflexive(-square)]))
    let factors = try Theorem.use(
      .zeroProduct, [root - r, root + r], zero.then(.ring(zero.right, .zero)))
    let goal = try Term.equal(root, r)
    let first = try Theorem.assume(.equal(root - r, .zero))
    let a = try Theorem.ring(root, (root - r) + r)
      .then(.congruence(.add, [first, .reflexive(r)]))
    let equalA = try a.then(.ring(a.right, r))
    let second = try Theorem.assume(.equal(root + r, .zero))
    // r = (√ + r) − √ = −√ ≤ 0, so r = 0 = √.
    let b = try Theorem.ring(-r, root - (root + r))
      .then(.congruence(.add, [.reflexive(root), .congruence(.negate, [second])]))
    let minus = try b.then(.ring(b.right, root))
    let bound = try sign.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), minus.symmetric()]))
    let upper = try Theorem.lessOrEqual(r, .zero, from: bound)
    let rZero = try Theorem.use(.antisymmetric, [r, .zero], upper, nonnegative)
    let rootZero = try minus.symmetric().then(.congruence(.negate, [rZero]))
    let equalB = try rootZero.then(.ring(rootZero.right, .zero)).then(rZero.symmetric())
    let result = try factors.cases(equalA, equalB)
    guard result.conclusion === goal else { throw ProofFailure("rootOfSquare", goal) }
    return result
  }
}

extension Theorem {
  /// a ≤ b from 0 ≤ t, for a term t that is b − a.
  static func lessOrEqual(_ a: Term, _ b: Term, from theorem: Theorem) throws -> Theorem {
    try compare(.lessOrEqual, .lessOrEqualDifference, a, b, theorem)
  }

  /// a < b from 0 < t, for a term t that is b − a.
  static func less(_ a: Term, _ b: Term, from theorem: Theorem) throws -> Theorem {
    try compare(.less, .lessDifference, a, b, theorem)
  }

  private static func compare(
    _ op: Operator, _ row: Axiom, _ a: Term, _ b: Term, _ theorem: Theorem
  ) throws -> Theorem {
    guard let t = theorem.conclusion.arguments(of: op)?[1] else {
      throw ProofFailure("a bound by 0 is needed", theorem.conclusion)
    }
    let moved = try theorem.rewritten(
      by: .congruence(op, [.reflexive(.zero), .ring(t, b - a)]))
    return try moved.backwards(along: .axiom(row, [a, b]))
  }
}

extension Term {
  /// Whether it is a sum or product of numerals, or a sum with a product by 0 in it.
  fileprivate var isUncollected: Bool {
    if rationalValue != nil { return number == nil && arguments(of: .negate)?[0].number == nil }
    return hasZeroFactor
  }

  private var hasZeroFactor: Bool {
    switch node {
    case .apply(.add, let x): return x.contains(where: \.hasZeroFactor)
    case .apply(.multiply, let x):
      return x.contains { $0.number?.isZero == true || $0.hasZeroFactor }
    default: return false
    }
  }

  /// Whether the term is an explicit tuple, or rows of tuples.
  var isExplicitMatrix: Bool {
    if arguments(of: .tuple) != nil { return true }
    return arguments(of: .rows)?.allSatisfy { $0.arguments(of: .tuple) != nil } ?? false
  }
}
