import Kernel
import Synchronization

/// The laws of matrix exponentials, each proved on its first use with given shapes: a product of exponentials whose
/// derivative is 0 has the same values at 1 and at 0.
enum ExponentialLemma {
  private static let proved = Mutex<[Term: Theorem]>([:])

  /// exp(X) exp(−X) = I.
  static func inverse(_ x: Term) throws -> Theorem {
    let X = try variable("X", x.sort)
    let minus: Term = try .apply(.scale, [.real(-1), X])
    return try law(product(exp(X), exp(minus)), .identity(x.rows), [X: x]) {
      let t = try time()
      return try $0.ends(
        of: product(exp(scaled(t, X)), exp(scaled(-t, X))), t)
    }
  }

  /// L exp(X) = exp(Y) L from L X = Y L.
  static func intertwining(_ l: Term, _ x: Term, _ y: Term, _ premise: Theorem) throws -> Theorem {
    let (L, X, Y) = try (variable("L", l.sort), variable("X", x.sort), variable("Y", y.sort))
    let commutes = try Term.equal(product(L, X), product(Y, L))
    let theorem = try law(
      product(L, exp(X)), product(exp(Y), L), [L: l, X: x, Y: y], from: commutes
    ) { prover in
      let t = try time()
      // exp(−Y) L exp(X) = L.
      let ends = try prover.ends(
        of: product(exp(scaled(-t, Y)), product(L, exp(scaled(t, X)))), t)
      let minus: Term = try .apply(.scale, [.real(-1), Y])
      return try leftFactor(exp(Y), exp(minus), product(L, exp(X)), L, ends, inverse(Y))
    }
    return try theorem.modusPonens(premise)
  }

  /// exp(X) exp(Y) = exp(X + Y) from X Y = Y X.
  static func sum(_ x: Term, _ y: Term, _ premise: Theorem) throws -> Theorem {
    let (X, Y) = try (variable("X", x.sort), variable("Y", y.sort))
    let commutes = try Term.equal(product(X, Y), product(Y, X))
    let theorem = try law(
      product(exp(X), exp(Y)), exp(X + Y), [X: x, Y: y], from: commutes
    ) { prover in
      let t = try time()
      // Y exp(t X) = exp(t X) Y.
      let turned = try prover.matrixForm(product(Y, scaled(t, X)))
      let other = try prover.matrixForm(product(scaled(t, X), Y))
      let moved = try intertwining(
        Y, scaled(t, X), scaled(t, X), turned.theorem.then(other.theorem.symmetric()))
      let context = try prover.adding([moved, .axiom(.exponentialCommutes, [X, t])])
      context.reducesExponentials = false
      let minus: Term = try .apply(.scale, [.real(-1), X + Y])
      let ends = try context.ends(
        of: product(
          exp(.apply(.scale, [-t, X + Y])), product(exp(scaled(t, X)), exp(scaled(t, Y)))), t)
      let inverse = try inverse(X + Y)
      let form = try prover.matrixForm(minus)
      let same = try Theorem.congruence(.matrixExponential, [form.theorem])
      let whole = try product(exp(X), exp(Y))
      let start = try Theorem.congruence(.product, [same, .reflexive(whole)]).then(ends)
      let sum = try leftFactor(
        exp(X + Y), exp(minus), whole, .identity(x.rows), start, inverse)
      return try sum.then(MatrixLemma.productIdentity(exp(X + Y)))
    }
    return try theorem.modusPonens(premise)
  }

  /// exp(X)ᵀ = exp(Xᵀ).
  static func transpose(_ x: Term) throws -> Theorem {
    let X = try variable("X", x.sort)
    let turned: Term = try .apply(.transpose, [X])
    return try law(.apply(.transpose, [exp(X)]), exp(turned), [X: x]) {
      let t = try time()
      // exp(−Xᵀ) exp(X)ᵀ = I.
      let image: Term = try .apply(.transpose, [exp(X)])
      let ends = try $0.ends(
        of: product(exp(scaled(-t, turned)), .apply(.transpose, [exp(scaled(t, X))])), t)
      let minus: Term = try .apply(.scale, [.real(-1), turned])
      return try leftFactor(
        exp(turned), exp(minus), image, .identity(x.rows), ends, inverse(turned)
      ).then(MatrixLemma.productIdentity(exp(turned)))
    }
  }

  /// exp(c I) = e^c I.
  static func multipleOfIdentity(_ c: Term, _ n: Term) throws -> Theorem {
    let C = try Term.variable("c", .real)
    let identity = try Term.identity(n)
    let value: Term = try .apply(.exp, [C])
    return try law(
      exp(.apply(.scale, [C, identity])), .apply(.scale, [value, identity]), [C: c]
    ) { prover in
      let t = try time()
      let decay: Term = try .apply(.exp, [-(C * t)])
      // w exp(c I) = v I for w = e^(−c) and v = 1.
      let ends = try prover.ends(
        of: .apply(.scale, [decay, exp(.apply(.scale, [C * t, identity]))]), t)
      let whole = try exp(.apply(.scale, [C, identity]))
      let w = try ends.left.arguments(of: .scale)?[0] ?? .one
      let v = try ends.right.arguments(of: .scale)?[0] ?? .one
      func opened(_ a: Term, _ m: Term) throws -> Theorem {
        let (A, B) = try (Term.variable("a", .real), Term.variable("b", .real))
        let M = try variable("M", m.sort)
        return try MatrixLemma.law(
          scaled(A * B, M), scaled(A, scaled(B, M)), [A: value, B: a, M: m])
      }
      let unit = try MatrixLemma.law(
        scaled(.one, variable("M", whole.sort)), variable("M", whole.sort),
        [variable("M", whole.sort): whole])
      let side: Theorem = try w === Term.one ? unit.symmetric().then(ends) : ends
      let (left, right) = try (
        prover.equation(value * w, .one), prover.equation(value * v, value)
      )
      var result = try unit.symmetric()
        .then(.congruence(.scale, [left.symmetric(), .reflexive(whole)])).then(opened(w, whole))
      result = try result.then(.congruence(.scale, [.reflexive(value), side]))
      if v === Term.one { return result }
      return try result.then(opened(v, identity).symmetric())
        .then(.congruence(.scale, [right, .reflexive(identity)]))
    }
  }

  // MARK: Proofs

  private static func time() throws -> Term { try .variable("t", .real) }
  private static func variable(_ name: String, _ sort: Sort) throws -> Term {
    try .variable(name, sort)
  }
  private static func product(_ a: Term, _ b: Term) throws -> Term { try .apply(.product, [a, b]) }
  private static func scaled(_ c: Term, _ a: Term) throws -> Term { try .apply(.scale, [c, a]) }
  private static func exp(_ a: Term) throws -> Term { try .apply(.matrixExponential, [a]) }

  /// M = E N from F M = N and E F = I.
  private static func leftFactor(
    _ e: Term, _ f: Term, _ m: Term, _ n: Term, _ value: Theorem, _ inverse: Theorem
  ) throws -> Theorem {
    try MatrixLemma.identityProduct(m).symmetric()
      .then(.congruence(.product, [inverse.symmetric(), .reflexive(m)]))
      .then(MatrixLemma.associative(e, f, m))
      .then(.congruence(.product, [.reflexive(e), value]))
  }

  /// The law for variables, with the values put in for them; with a premise, the implication.
  private static func law(
    _ left: Term, _ right: Term, _ values: [Term: Term], from premise: Term? = nil,
    _ prove: (Prover) throws -> Theorem
  ) throws -> Theorem {
    let equation = try Term.equal(left, right)
    let statement = try premise.map { try .implies($0, equation) } ?? equation
    if let known = proved.withLock({ $0[statement] }) { return try known.instantiate(values) }
    let prover = try Prover(assumptions: premise.map { [$0] } ?? [])
    prover.reducesExponentials = false
    var theorem = try prove(prover)
    guard theorem.conclusion === equation else {
      throw ProofFailure("a law of exponentials", theorem.conclusion)
    }
    if let premise { theorem = try theorem.discharging(premise) }
    let result = theorem
    proved.withLock { $0[statement] = result }
    return try result.instantiate(values)
  }
}

extension Prover {
  /// M(1) = M(0) in normal form, for a matrix with the derivative 0.
  func ends(of m: Term, _ t: Term) throws -> Theorem {
    let constant = try constantOverTime(m, t, from: .zero).instantiate([t: .one])
    let (one, zero) = try (matrixForm(constant.left), matrixForm(constant.right))
    return try one.theorem.symmetric().then(constant).then(zero.theorem)
  }
}
