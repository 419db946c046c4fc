import Exact
import Kernel
import Testing

private typealias F = Fixture

/// Attacks that once succeeded, each with the shortest derivation known.
@Suite("Attacks on the kernel that once succeeded")
struct UnsoundnessTests {
  /// p(x) with a loose p of sort ℝ → Bool, taken out of λp. p(x).
  private func looseBody() throws -> Term {
    let p = F.variable("p", .function(.real, .bool))
    guard case .lambda(_, let body) = try Term.lambda(p, p(F.x)).node else {
      throw KernelError.rule("a λ-term is needed", [])
    }
    return body
  }

  @Test("a loose variable cannot be captured by a binder of another sort")
  func captureAcrossSorts() throws {
    // λ over ℝ → ℝ round a body that takes its variable for a predicate: ∀ of it, specialised to
    // λt.0 and λt.1, gave theorems with the conclusions 0 and 1, and `equivalence` made 0 = 1.
    let body = try looseBody()
    #expect(throws: KernelError.self) { try Term.lambda(F.f, body) }
  }

  @Test("a loose variable cannot be captured by a binder of the same sort either")
  func capture() throws {
    let p = F.variable("p", .function(.real, .bool))
    let body = try looseBody()
    #expect(throws: KernelError.self) { try Term.lambda(p, body) }
    #expect(throws: KernelError.self) { try body.definedness() }
  }

  @Test("an open λ-term is not opened further")
  func openInstantiation() throws {
    let outer = try Term.lambda(F.x, .lambda(F.y, F.x + F.y))
    guard case .lambda(_, let inner) = outer.node else { return }
    #expect(throws: KernelError.self) { try inner.instantiate(.zero) }
  }

  @Test("every conclusion is a formula")
  func conclusionsAreFormulas() throws {
    #expect(throws: KernelError.self) {
      let predicate = try Term.lambda(F.f, looseBody())
      let all = try Theorem.assume(.apply(.forAll, [predicate]))
      let zero = try all.specialized(to: .lambda(F.y, .zero))
      let one = try all.specialized(to: .lambda(F.y, .one))
      let a = try Theorem.beta(zero.conclusion).equalityElimination(zero)
      let b = try Theorem.beta(one.conclusion).equalityElimination(one)
      return try Theorem.equivalence(a, b)
    }
  }

  @Test("`choosing` refuses a variable that a size in the existence depends on")
  func choosingSizes() throws {
    // ∃k. k ≠ Σ_{i : Fin(n)} 1 holds for every n, and n itself is no such k.
    let n = F.n
    let i = F.variable("i", .finite(n))
    let count = try Term.sum(i, .one)
    let predicate = try Term.lambda(F.k, .not(.equal(.cast(F.k), count)))
    let existence = try Theorem.assume(.apply(.exists, [predicate]))
    let equation = try Theorem.assume(.equal(.cast(n), count))
    let instance = try predicate.instantiate(n)
    let use = try Theorem.assume(instance).refuting(equation).discharging(equation.conclusion)
    #expect(throws: KernelError.self) { try existence.choosing(n, use) }
    let trivial = try Theorem.assume(instance).and(.truth).conjuncts().1
    #expect(throws: KernelError.self) { try existence.choosing(n, trivial) }
  }

  @Test("the sizes inside a size count as sizes")
  func nestedSizes() throws {
    // x : Fin(g(v)) with v : ℝ^m depends on m.
    let m = F.variable("m", .natural)
    let v = F.variable("v", .vector(m))
    let g = F.variable("g", .function(.vector(m), .natural))
    let x = F.variable("x", .finite(try g(v)))
    let statement = try Term.equal(x, x)
    #expect(throws: KernelError.self) { try Theorem.reflexive(statement).generalizing(m) }
    #expect(throws: KernelError.self) { try Theorem.reflexive(x).instantiate([m: F.natural(2)]) }
    #expect(throws: KernelError.self) { try Term.lambda(m, x) }
  }

  @Test("a size is a natural number, and no literal 0")
  func sizes() throws {
    for size in [Term.zero, .falsity, F.natural(0), F.x] {
      #expect(throws: KernelError.self) { try Term.variable("i", .finite(size)) }
      #expect(throws: KernelError.self) { try Term.variable("v", .vector(size)) }
      #expect(throws: KernelError.self) { try Term.variable("A", .matrix(size, F.natural(1))) }
      #expect(throws: KernelError.self) { try Term.variable("A", .matrix(F.natural(1), size)) }
      #expect(throws: KernelError.self) {
        try Term.variable("f", .function(.finite(size), .real))
      }
    }
    #expect(try Term.variable("i", .finite(F.natural(1))).isClosed)
  }

  @Test("an enormous degree is refused and does not stop the program")
  func degrees() throws {
    var tower = F.x
    for _ in 0..<9 { tower = try tower.power(256) }
    #expect(throws: KernelError.self) { try Theorem.ring(tower, tower) }
    let distinct = try Theorem.assume(.not(.equal(F.x, .zero)))
    var (quotient, numeral) = (try Term.inverse(F.x), F.numeral(2))
    for _ in 0..<9 { (quotient, numeral) = try (quotient.power(256), numeral.power(256)) }
    #expect(throws: KernelError.self) { try Theorem.ring(quotient, .one, nonzero: [distinct]) }
    #expect(throws: KernelError.self) { try Theorem.ring(numeral, .one) }
    #expect(throws: KernelError.self) { try Theorem.arithmetic(.less(.zero, numeral)) }
    #expect(throws: Never.self) { try Theorem.ring(F.x.power(256), F.x.power(256)) }
  }

  @Test("a constant hidden under ′ must be defined: (t + 1/c)′ needs c ≠ 0")
  func definednessUnderDerivative() throws {
    let c = F.variable("c", .real)
    let t = F.variable("t", .real)
    let function = try Term.lambda(t, t + .inverse(c))
    let slope = try Term.apply(.derivative, [function, F.x])
    // Without c ≠ 0 the kernel proves (t + 1/c)′ = 1, as it must for a total division.
    let constant = try Theorem.axiom(.derivativeConstant, [.inverse(c), F.x])
    let identity = try Theorem.axiom(.derivativeIdentity, [F.x])
    let parts = [
      try Term.lambda(t, t), try Term.lambda(t, .inverse(c)), .one, .zero, F.x,
    ]
    let sum = try Theorem.axiom(.derivativeAdd, parts).modusPonens(identity)
      .modusPonens(constant)
    let value = try Theorem.axiom(.derivativeValue, [function, .one + .zero, F.x])
      .modusPonens(sum)
    let junk = try Term.equal(slope, .one + .zero)
    #expect(value.conclusion == junk)
    #expect(value.hypotheses.isEmpty)
    let conditions = try slope.definedness().parts
    #expect(conditions.contains(try .not(.equal(c, .zero))))
  }

  @Test("a function that is no λ-term is looked into: ∫ F(1/x) needs x ≠ 0")
  func definednessOfFunctions() throws {
    let family = F.variable("F", .function(.real, .function(F.Ω, .real)))
    let curve = F.variable("G", .function(.real, .function(.real, .real)))
    let member = try family(.inverse(F.x))
    let nonzero = try Term.not(.equal(F.x, .zero))
    #expect(try Term.apply(.integral, [member]).definedness().parts.contains(nonzero))
    #expect(try Term.apply(.integrable, [member]).definedness().parts.contains(nonzero))
    let slope: Term = try .apply(.derivative, [curve(.inverse(F.x)), F.y])
    #expect(try slope.definedness().parts.contains(nonzero))
    let has: Term = try .apply(.hasDerivative, [curve(.inverse(F.x)), .zero, F.y])
    #expect(try has.definedness().parts.contains(nonzero))
  }
}

extension Term {
  /// The parts of a conjunction that `Term.all` has built.
  var parts: [Term] {
    if case .apply(.and, let sides) = node { return [sides[0]] + sides[1].parts }
    return [self]
  }
}
