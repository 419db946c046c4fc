import Exact
import Kernel

/// Polynomial inequalities and equations that are known, as theorems about polynomials in atoms.
struct PolynomialSystem {
  /// 0 < t or 0 ≤ t, for the term t of the polynomial.
  struct Inequality {
    let polynomial: Polynomial
    let theorem: Theorem
    /// What the report calls it.
    let text: String
  }

  /// t = 0, for the term t of the polynomial.
  struct Equation {
    let polynomial: Polynomial
    let theorem: Theorem
    let text: String
  }

  var inequalities: [Inequality] = []
  var equations: [Equation] = []

  var atoms: [Term] {
    var seen: Set<Term> = []
    for p in inequalities.map(\.polynomial) + equations.map(\.polynomial) {
      seen.formUnion(p.atoms)
    }
    return seen.sorted()
  }

  /// The part that speaks of these variables, directly or through other inequalities and equations.
  func connected(to variables: Set<Term>) -> PolynomialSystem {
    var reached = variables
    let polynomials = inequalities.map(\.polynomial) + equations.map(\.polynomial)
    let names = polynomials.map { $0.atoms.flatMap(\.freeVariables) }
    var grows = true
    while grows {
      grows = false
      for own in names where own.contains(where: reached.contains) {
        for name in own where reached.insert(name).inserted { grows = true }
      }
    }
    return restricted(to: reached)
  }

  /// The part that speaks of these variables only.
  func restricted(to variables: Set<Term>) -> PolynomialSystem {
    func isOwn(_ p: Polynomial) -> Bool {
      p.atoms.allSatisfy { $0.freeVariables.allSatisfy(variables.contains) }
    }
    var result = self
    result.inequalities.removeAll { !isOwn($0.polynomial) }
    result.equations.removeAll { !isOwn($0.polynomial) }
    return result
  }
}

/// A contradiction: nonnegative multiples of products of the inequalities, and multiples of the
/// equations, that add up to 0 although one of the products is positive.
///
/// Such an identity is a certificate of Positivstellensatz form; it is found by linear programming
/// over the products up to a degree.
/// - Source: Schweighofer, Optimization of polynomials on compact semialgebraic sets, SIAM J. Optim. 15
///   (2005).
struct ProductCertificate {
  private enum Part {
    case product([Int])
    case square(Polynomial, [Int])
    case multiple(Int, Monomial)
  }

  private struct Candidate {
    let part: Part
    let polynomial: Polynomial
    let isStrict: Bool
  }

  private let system: PolynomialSystem
  private var candidates: [Candidate] = []
  private var seen: Set<Polynomial> = []
  /// Squares of x ± q y and x ± q are tried for these q.
  private static let ratios: [Rational] = [1, Rational(1, 2), 2]
  private static let mostColumns = 520

  /// ⊥ from the system, by products of at most `degree` inequalities and squares; `nil` when there is
  /// none.
  static func contradiction(_ system: PolynomialSystem, degree: Int, fuel: Prover.Fuel) throws
    -> (theorem: Theorem, text: String)?
  {
    var search = ProductCertificate(system: system)
    try search.collect(degree)
    try fuel.spend(search.candidates.reduce(0) { $0 + $1.polynomial.coefficients.count } / 4)
    guard let weights = try search.weights(fuel) else { return nil }
    return try search.theorem(weights)
  }

  private init(system: PolynomialSystem) { self.system = system }

  private mutating func add(_ part: Part, _ polynomial: Polynomial, _ isStrict: Bool) {
    guard candidates.count < Self.mostColumns, polynomial.degree <= 8 else { return }
    if case .multiple = part {
      candidates.append(Candidate(part: part, polynomial: polynomial, isStrict: false))
      return
    }
    // A product that is there already says nothing new.
    let (normal, _) = polynomial.normalized()
    guard seen.insert(normal).inserted || isStrict else { return }
    candidates.append(Candidate(part: part, polynomial: polynomial, isStrict: isStrict))
  }

  private mutating func collect(_ degree: Int) throws {
    add(.product([]), .one, true)
    let known = system.inequalities
    let strict = known.map(\.theorem.isStrict)
    for i in known.indices { add(.product([i]), known[i].polynomial, strict[i]) }
    for (j, equation) in system.equations.enumerated() {
      add(.multiple(j, .one), equation.polynomial, false)
    }
    guard degree > 1 else { return }
    let atoms = system.atoms
    for (j, equation) in system.equations.enumerated() {
      for atom in atoms {
        let factor = Monomial(atom)
        add(.multiple(j, factor), try equation.polynomial * Polynomial(factor, 1), false)
      }
    }
    for i in known.indices {
      for j in i..<known.count {
        let product = try known[i].polynomial * known[j].polynomial
        add(.product([i, j]), product, strict[i] && strict[j])
      }
    }
    for (index, a) in atoms.enumerated() {
      let x = Polynomial(atom: a)
      try addSquare(x)
      for value in Self.ratios {
        try addSquare(x + Polynomial(value))
        try addSquare(x - Polynomial(value))
      }
      for b in atoms[(index + 1)...] {
        let y = Polynomial(atom: b)
        for factor in atoms.count > 4 ? [1] : Self.ratios {
          try addSquare(x + y.scaled(by: factor))
          try addSquare(x - y.scaled(by: factor))
        }
      }
    }
    for p in known.map(\.polynomial) + system.equations.map(\.polynomial) where p.degree <= 2 {
      try addSquare(p)
    }
    guard degree > 2 else { return }
    for (j, equation) in system.equations.enumerated() {
      for (index, a) in atoms.enumerated() {
        for b in atoms[index...] {
          let factor = Monomial(a) * Monomial(b)
          add(.multiple(j, factor), try equation.polynomial * Polynomial(factor, 1), false)
        }
      }
    }
    var squares: [Polynomial] = []
    for (index, a) in atoms.enumerated() {
      let x = Polynomial(atom: a)
      squares.append(x)
      for b in atoms[(index + 1)...] {
        squares += [x + Polynomial(atom: b), x - Polynomial(atom: b)]
      }
    }
    for i in known.indices {
      for a in atoms { try addSquare(Polynomial(atom: a), times: [i]) }
    }
    try addMonomials()
    for i in known.indices {
      for j in i..<known.count {
        let pair = try known[i].polynomial * known[j].polynomial
        for k in j..<known.count {
          add(
            .product([i, j, k]), try pair * known[k].polynomial,
            strict[i] && strict[j] && strict[k])
        }
      }
    }
    guard degree > 3 else { return }
    for i in known.indices {
      for base in squares { try addSquare(base, times: [i]) }
    }
    for i in known.indices {
      for j in (i + 1)..<max(known.count, i + 1) {
        for a in atoms { try addSquare(Polynomial(atom: a), times: [i, j]) }
      }
    }
    try addSquaresOfBinomials()
  }

  /// Squares of m ± n for monomials m, n, and of m times inequalities, as far as the monomials of the
  /// system reach: sums of them are the scaled diagonally dominant sums of squares.
  /// - Source: Ahmadi, Majumdar, DSOS and SDSOS optimization, SIAM J. Appl. Algebra Geom. 3 (2019).
  private mutating func addSquaresOfBinomials() throws {
    let polynomials = system.inequalities.map(\.polynomial) + system.equations.map(\.polynomial)
    let monomials = polynomials.flatMap(\.coefficients.keys)
    let highest = monomials.map(\.degree).max() ?? 0
    var basis = [Monomial.one]
    for atom in system.atoms {
      let most = monomials.map { $0.exponent(of: atom) }.max() ?? 0
      var powers = [Monomial.one]
      for _ in 0..<((most + 1) / 2) { powers.append(powers[powers.count - 1] * Monomial(atom)) }
      basis = basis.flatMap { m in powers.map { m * $0 } }
        .filter { 2 * $0.degree <= highest + 2 && $0.degree <= 4 }
      guard basis.count <= 16 else { return }
    }
    let squares = basis.map { Polynomial($0, 1) }
    for (index, m) in squares.enumerated() {
      try addSquare(m)
      for n in squares[(index + 1)...] {
        try addSquare(m + n)
        try addSquare(m - n)
      }
    }
    for i in system.inequalities.indices {
      for m in squares where m.degree > 0 { try addSquare(m, times: [i]) }
    }
  }

  /// The monomials that occur and have a sign: squares times variables of known sign.
  private mutating func addMonomials() throws {
    var signed: [Term: Int] = [:]
    for (index, known) in system.inequalities.enumerated() {
      guard let (monomial, _) = known.polynomial.coefficients.first,
        known.polynomial.coefficients.count == 1, known.polynomial.degree == 1,
        known.polynomial.terms[0].coefficient.sign > 0, let atom = monomial.factors.first?.atom
      else { continue }
      signed[atom] = index
    }
    for monomial in orderedMonomials() where (3...8).contains(monomial.degree) {
      var root = Monomial.one
      var indices: [Int]? = []
      for factor in monomial.factors {
        for _ in 0..<(factor.exponent / 2) { root = root * Monomial(factor.atom) }
        guard factor.exponent % 2 == 1 else { continue }
        indices = signed[factor.atom].flatMap { index in indices.map { $0 + [index] } }
      }
      if let indices { try addSquare(Polynomial(root, 1), times: indices) }
    }
  }

  private mutating func addSquare(_ p: Polynomial, times indices: [Int] = []) throws {
    var product = try p * p
    for index in indices { product = try product * system.inequalities[index].polynomial }
    add(.square(p, indices), product, false)
  }

  /// The monomials of all candidates, in an order that does not depend on when the atoms were made.
  private func orderedMonomials() -> [Monomial] {
    let atoms = system.atoms
    var keys: [Monomial: [Int]] = [:]
    for candidate in candidates {
      for monomial in candidate.polynomial.coefficients.keys where keys[monomial] == nil {
        keys[monomial] = atoms.map { monomial.exponent(of: $0) }
      }
    }
    return keys.sorted { $0.value.lexicographicallyPrecedes($1.value) }.map(\.key)
  }

  private func weights(_ fuel: Prover.Fuel) throws -> [Rational]? {
    let order = orderedMonomials()
    let rows = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let columns = candidates.map { candidate in
      var entries: [Int: Rational] = [:]
      for (monomial, value) in candidate.polynomial.coefficients {
        if let row = rows[monomial] { entries[row] = value }
      }
      var isFree = false
      if case .multiple = candidate.part { isFree = true }
      return PositiveCone.Column(
        entries: entries, isMarked: candidate.isStrict, isFree: isFree)
    }
    return try PositiveCone.weights(columns, rows: rows.count, fuel: fuel)
  }

  /// 0 < Σ weights·products = −Σ multiples of equations = 0.
  private func theorem(_ weights: [Rational]) throws -> (theorem: Theorem, text: String)? {
    var sum: Theorem?
    var combination: Term = .zero
    var zero = try Theorem.reflexive(combination)
    var texts: [String] = []
    for (candidate, weight) in zip(candidates, weights) where !weight.isZero {
      if case .multiple(let j, let monomial) = candidate.part {
        let equation = system.equations[j]
        let factor = try Polynomial(monomial, -weight).term(in: .real)
        let part = try Theorem.congruence(.multiply, [.reflexive(factor), equation.theorem])
        combination = try combination + factor * equation.theorem.left
        zero = try .congruence(.add, [zero, part])
        texts.append("\(try Polynomial(monomial, weight).term(in: .real)) · (\(equation.text))")
        continue
      }
      let (bound, text) = try bound(candidate.part)
      let scaled = try Prover.product(.arithmetic(.less(.zero, .real(weight))), bound)
      sum = try sum.map { try Prover.sum($0, scaled) } ?? scaled
      texts.append(weight.isOne ? text : "\(weight) · \(text)")
    }
    guard let sum, sum.isStrict else { return nil }
    zero = try zero.then(.ring(zero.right, .zero))
    let vanishing = try Theorem.ring(sum.bounded, combination).then(zero)
    let result = try sum.distinct().disequalitySwapped().refuting(vanishing)
    return (result, "0 < " + texts.joined(separator: " + ") + " = 0")
  }

  private func bound(_ part: Part) throws -> (Theorem, String) {
    func product(_ indices: [Int]) throws -> (Theorem, String)? {
      var result: (Theorem, String)?
      for index in indices {
        let known = system.inequalities[index]
        result =
          try result.map {
            (try Prover.product($0.0, known.theorem), "\($0.1) · (\(known.text))")
          } ?? (known.theorem, "(\(known.text))")
      }
      return result
    }
    switch part {
    case .product(let indices):
      return try product(indices) ?? (.arithmetic(.less(.zero, .one)), "1")
    case .square(let base, let indices):
      let term = try base.term(in: .real)
      let square = try Theorem.axiom(.squareNonnegative, [term])
      guard let rest = try product(indices) else { return (square, "(\(term))²") }
      return (try Prover.product(square, rest.0), "(\(term))² · \(rest.1)")
    case .multiple: throw ProofFailure("a multiple of an equation is no bound")
    }
  }
}
