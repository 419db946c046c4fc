import Kernel

/// The derivative of a matrix or vector M(t), entry by entry.
struct MatrixDerivative {
  /// M and M′, in which the time may occur.
  let value: Term
  let slope: Term
  /// ∀i∀j. λt. Mᵢⱼ has the derivative M′ᵢⱼ at t; of a vector ∀i.
  let entries: Theorem
}

/// On which side of exp(t A) its derivative has the factor A.
enum Side {
  case left, right

  var other: Side { self == .left ? .right : .left }
}

extension Prover {
  /// The derivative of what sums, products, transposes and exponentials make of matrices that move by known equations.
  func matrixDerivative(_ m: Term, _ t: Term, _ side: Side = .left) throws -> MatrixDerivative {
    try fuel.spend()
    guard m.freeVariables.contains(t) else { return try constantDerivative(m, t) }
    switch m.node {
    case .apply(.add, let x):
      let (a, b) = try (matrixDerivative(x[0], t, side), matrixDerivative(x[1], t, side))
      return try assembled(m, a.slope + b.slope, t) { k in
        try (
          row(of: m, k), row(of: a.slope + b.slope, k),
          .use(
            .derivativeAdd,
            [
              .lambda(t, entry(x[0], k)), .lambda(t, entry(x[1], k)), entry(a.slope, k),
              entry(b.slope, k), t,
            ], a.at(k), b.at(k))
        )
      }
    case .apply(.negate, let x):
      let a = try matrixDerivative(x[0], t, side)
      return try assembled(m, -a.slope, t) { k in
        try (
          row(of: m, k), row(of: -a.slope, k),
          .use(
            .derivativeNegate, [.lambda(t, entry(x[0], k)), entry(a.slope, k), t], a.at(k))
        )
      }
    case .apply(.scale, let x): return try scaledDerivative(m, x[0], x[1], t, side)
    case .apply(.product, let x): return try productDerivative(m, x[0], x[1], t, side)
    case .apply(.transpose, let x):
      let a = try matrixDerivative(x[0], t, side.other)
      let slope: Term = try .apply(.transpose, [a.slope])
      return try assembled(m, slope, t) { k in
        try (
          .axiom(.entryOfTranspose, x + k), .axiom(.entryOfTranspose, [a.slope] + k),
          a.at(k.reversed())
        )
      }
    case .apply(.vec, let x): return try vecDerivative(m, x[0], t, side)
    case .apply(.matrixExponential, let x):
      return try exponentialDerivative(m, x[0], t, side)
    case .call(let function, t) where !function.freeVariables.contains(t):
      return try trajectoryDerivative(m, t)
    default: throw ProofFailure("no rule differentiates this matrix", m)
    }
  }

  // MARK: Rules

  private func constantDerivative(_ m: Term, _ t: Term) throws -> MatrixDerivative {
    let zero = try MatrixForm.zero(like: m)
    return try assembled(m, zero, t) { k in
      try (
        .reflexive(entry(m, k)), vanishing(zero, k),
        .axiom(.derivativeConstant, [entry(m, k), t])
      )
    }
  }

  /// (f A)′ = f′ A + f A′.
  private func scaledDerivative(_ m: Term, _ f: Term, _ a: Term, _ t: Term, _ side: Side) throws
    -> MatrixDerivative
  {
    let inner = try matrixDerivative(a, t, side)
    let factor = try differentiate(.lambda(t, f), at: t)
    guard let rate = factor.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("a derivative is needed", f)
    }
    let parts: [Term] = try [.apply(.scale, [rate, a]), .apply(.scale, [f, inner.slope])]
    let slope = try parts[0] + parts[1]
    return try assembled(m, slope, t) { k in
      try (
        row(of: m, k),
        row(of: slope, k).then(.congruence(.add, parts.map { try row(of: $0, k) })),
        .use(
          .derivativeMultiply,
          [.lambda(t, f), .lambda(t, entry(a, k)), rate, entry(inner.slope, k), t], factor,
          inner.at(k))
      )
    }
  }

  /// (A B)′ = A′ B + A B′; where both move, the factors of exponentials stand between A and B.
  private func productDerivative(_ m: Term, _ a: Term, _ b: Term, _ t: Term, _ side: Side) throws
    -> MatrixDerivative
  {
    let first = b.freeVariables.contains(t) ? .right : side
    let (f, g) = try (matrixDerivative(a, t, first), matrixDerivative(b, t, side))
    let parts: [Term] = try [
      .apply(.product, [f.slope, b]), .apply(.product, [a, g.slope]),
    ]
    let slope = try parts[0] + parts[1]
    return try assembled(m, slope, t) { k in
      let inner = try fresh("l", .finite(a.columns), m, slope, t)
      let (i, j) = (k[0], Array(k.dropFirst()))
      let (left, right) = ([i, inner], [inner] + j)
      let member = try Theorem.use(
        .derivativeMultiply,
        [
          .lambda(t, entry(a, left)), .lambda(t, entry(b, right)), entry(f.slope, left),
          entry(g.slope, right), t,
        ], f.at(left), g.at(right))
      let (x, y) = try (
        entry(f.slope, left) * entry(b, right), entry(a, left) * entry(g.slope, right)
      )
      let whole = try Theorem.use(
        .derivativeSum,
        [
          .lambda(inner, .lambda(t, entry(a, left) * entry(b, right))), .lambda(inner, x + y), t,
        ], member.generalizing(inner))
      let sums = try Theorem.axiom(.sumAdd, [.lambda(inner, x), .lambda(inner, y)])
      return try (
        product(m, k),
        row(of: slope, k).then(.congruence(.add, parts.map { try product($0, k) }))
          .then(sums.symmetric()), whole
      )
    }
  }

  /// (vec A)′ = vec A′.
  private func vecDerivative(_ m: Term, _ a: Term, _ t: Term, _ side: Side) throws
    -> MatrixDerivative
  {
    let inner = try matrixDerivative(a, t, side)
    let slope: Term = try .apply(.vec, [inner.slope])
    let r = try entryIndices(m, slope, t)
    let goal: Term = try .apply(
      .hasDerivative, [.lambda(t, entry(m, r)), entry(slope, r), t])
    let theorem = try dividing(goal, r[0], a.columns, a.rows) { divided in
      guard
        let pair = divided.arguments(of: .hasDerivative)?[1].arguments(of: .entry)?[1]
          .arguments(of: .pair)
      else { throw ProofFailure("a pair of indices", divided) }
      let k = [pair[1], pair[0]]
      let (value, rate) = try (
        Theorem.axiom(.entryOfVec, [a] + k), Theorem.axiom(.entryOfVec, [inner.slope] + k)
      )
      return try inner.at(k).backwards(
        along: .congruence(.hasDerivative, [value.abstracting(t), rate, .reflexive(t)]))
    }
    return MatrixDerivative(value: m, slope: slope, entries: try theorem.generalizing(r[0]))
  }

  /// exp(f A)′ = f′ A exp(f A), or f′ exp(f A) A, for a matrix A without the time.
  private func exponentialDerivative(_ m: Term, _ x: Term, _ t: Term, _ side: Side) throws
    -> MatrixDerivative
  {
    let (f, a, same) = try timeAndMatrix(x, t)
    let time = try differentiate(.lambda(t, f), at: t)
    guard let rate = time.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("a derivative is needed", f)
    }
    func exponential(_ s: Term) throws -> Term {
      try .apply(.matrixExponential, [.apply(.scale, [s, a])])
    }
    let s = try fresh("s", .real, m, f, t)
    let image: Term = try .apply(.product, [a, exponential(f)])
    let turned =
      try side == .left ? .reflexive(image) : Theorem.axiom(.exponentialCommutes, [a, f])
    let slope: Term = try .apply(.scale, [rate, turned.right])
    return try assembled(m, slope, t) { k in
      let outer = try Theorem.axiom(.derivativeMatrixExponential, [a] + k + [f])
      let chain = try Theorem.use(
        .derivativeChain,
        [.lambda(s, entry(exponential(s), k)), .lambda(t, f), entry(image, k), rate, t], time,
        outer)
      let back = try Theorem.congruence(
        .multiply,
        [
          .reflexive(rate),
          .congruence(.entry, [turned.symmetric()] + k.map { try .reflexive($0) }),
        ])
      return try (
        .congruence(
          .entry, [.congruence(.matrixExponential, [same])] + k.map { try .reflexive($0) }),
        row(of: slope, k).then(back).then(.ring(back.right, entry(image, k) * rate)), chain
      )
    }
  }

  /// f, A and X = f A for a number f and a matrix A without the time.
  private func timeAndMatrix(_ x: Term, _ t: Term) throws -> (f: Term, a: Term, Theorem) {
    let form = try matrixForm(x)
    guard let first = form.parts.first,
      form.parts.allSatisfy({ part in !part.word.contains { $0.freeVariables.contains(t) } })
    else { throw ProofFailure("a number times a constant matrix is needed", x) }
    var f = first.coefficient
    var constant = [MatrixForm.Part(coefficient: .one, word: first.word)]
    if form.parts.count > 1 || !f.freeVariables.contains(t) {
      // c (t − s) for every part.
      let lines = try form.parts.map { try linear($0.coefficient, t) }
      guard let line = lines.first else { throw ProofFailure("a sum of matrices", x) }
      f = try normalize(t + line.offset * .apply(.inverse, [line.slope])).right
      constant = try zip(form.parts, lines).map {
        .init(coefficient: try normalize($1.slope).right, word: $0.word)
      }
    }
    let a = try MatrixForm.term(constant, like: x)
    let other = try matrixForm(.apply(.scale, [f, a]))
    guard try other.term === form.term else {
      throw ProofFailure("a number times a constant matrix is needed", x)
    }
    return (f, a, try form.theorem.then(other.theorem.symmetric()))
  }

  /// a and b of a t + b.
  private func linear(_ c: Term, _ t: Term) throws -> (slope: Term, offset: Term) {
    let form = try fraction(of: c).value
    let parts = form.numerator.coefficients(of: t)
    guard form.denominator.isEmpty, parts.count == 2 else {
      throw ProofFailure("a multiple of the time is needed", c)
    }
    return (try parts[1].term(in: .real), try parts[0].term(in: .real))
  }

  /// W′(t) from a fact ∀t. W′(t) = R(t).
  private func trajectoryDerivative(_ m: Term, _ t: Term) throws -> MatrixDerivative {
    let equation = try flow(of: m, t)
    guard
      let function = try equation.left.arguments(of: .matrix)
        ?? equation.left.arguments(of: .vector)
    else { throw ProofFailure("a derivative is needed", m) }
    let slope = try equation.right
    return try assembled(m, slope, t) { k in
      let row = try Theorem.axiom(
        k.count == 2 ? .entryOfMatrixFunction : .entryOfVector, function + k)
      let known = try differentiate(.lambda(t, entry(m, k)), at: t)
      guard known.conclusion.arguments(of: .hasDerivative)?[1] === (try row.right) else {
        throw ProofFailure("a derivative is needed", m)
      }
      let entries = try Theorem.congruence(
        .entry, [equation.symmetric()] + k.map { try .reflexive($0) })
      return try (.reflexive(entry(m, k)), entries.then(row), known)
    }
  }

  /// W′(t) = R(t), entry by entry on the left, for a call W(t).
  func flow(of call: Term, _ t: Term) throws -> Theorem {
    for fact in facts {
      guard fact.conclusion.arguments(of: .forAll) != nil,
        let equation = try? fact.specialized(to: t), let left = try? equation.left,
        let function = left.arguments(of: .matrix) ?? left.arguments(of: .vector),
        left.sort == call.sort
      else { continue }
      var body = function[0]
      var indices: [Term] = []
      while case .lambda = body.node {
        let (index, inner) = try body.opened("k")
        indices.append(index)
        body = inner
      }
      guard let derivative = body.arguments(of: .derivative), derivative[1] === t,
        case .lambda = derivative[0].node,
        try derivative[0].instantiate(t) === entry(call, indices)
      else { continue }
      return equation
    }
    throw ProofFailure("nothing says that this has a derivative", call)
  }

  // MARK: Entries

  private func entry(_ m: Term, _ k: [Term]) throws -> Term { try .apply(.entry, [m] + k) }

  /// (A + B)ᵢⱼ = Aᵢⱼ + Bᵢⱼ, and so on.
  private func row(of m: Term, _ k: [Term]) throws -> Theorem {
    guard case .apply(let op, let x) = m.node else { throw ProofFailure("a sum", m) }
    if k.count == 2 { return try .axiom(.entryOfMatrixOperation, [m] + k) }
    switch op {
    case .add: return try .axiom(.entryOfSum, x + k)
    case .negate: return try .axiom(.entryOfNegation, x + k)
    default: return try .axiom(.entryOfScale, x + k)
    }
  }

  private func product(_ m: Term, _ k: [Term]) throws -> Theorem {
    guard let x = m.arguments(of: .product) else { throw ProofFailure("a product", m) }
    return try .axiom(k.count == 2 ? .entryOfMatrixProduct : .entryOfProduct, x + k)
  }

  /// 0ᵢⱼ = 0.
  func vanishing(_ zero: Term, _ k: [Term]) throws -> Theorem {
    guard case .apply(_, let x) = zero.node else { throw ProofFailure("zeros", zero) }
    return try .axiom(k.count == 2 ? .entryOfMatrixFunction : .entryOfVector, x + k)
  }

  /// New indices of the entries of a vector or matrix.
  func entryIndices(_ m: Term, _ others: Term...) throws -> [Term] {
    let used = others + facts.map(\.conclusion)
    switch m.sort {
    case .vector(let n): return [try .fresh("i", .finite(n), avoiding: [m] + used)]
    case .matrix(let n, let p):
      let i = try Term.fresh("i", .finite(n), avoiding: [m] + used)
      return [i, try .fresh("j", .finite(p), avoiding: [m, i] + used)]
    default: throw ProofFailure("a matrix is needed", m)
    }
  }

  /// The derivative from that of every entry: Mₖ = e, M′ₖ = d, and λt. e has the derivative d.
  private func assembled(
    _ m: Term, _ slope: Term, _ t: Term,
    _ entries: ([Term]) throws -> (value: Theorem, slope: Theorem, derivative: Theorem)
  ) throws -> MatrixDerivative {
    let k = try entryIndices(m, slope, t)
    let (value, rate, derivative) = try entries(k)
    let theorem = try derivative.backwards(
      along: .congruence(.hasDerivative, [value.abstracting(t), rate, .reflexive(t)]))
    return MatrixDerivative(
      value: m, slope: slope, entries: try k.reversed().reduce(theorem) { try $0.generalizing($1) })
  }
}

extension MatrixDerivative {
  /// λt. Mᵢⱼ has the derivative M′ᵢⱼ at t.
  func at(_ indices: [Term]) throws -> Theorem {
    try indices.reduce(entries) { try $0.specialized(to: $1) }
  }
}
