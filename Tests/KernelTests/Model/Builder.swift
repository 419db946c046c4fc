import Exact
import Kernel

/// Builds random terms and, beside them, the model that gives their variables values.
///
/// Variables bear the names that the axiom rows choose for their own, so that a capture would show.
struct Builder {
  var random: Random
  var model = Model()
  private var sizes: [(term: Term, count: Int)] = []

  init(seed: UInt64) {
    random = Random(seed: seed)
    let junk = random.element([Rational(-5), Rational(7, 3), Rational(11)])
    model.junk = Real(junk)
  }

  /// A variable with one of the names, or with a new one, and this value.
  mutating func variable(_ names: [String], _ sort: Sort, _ value: Value) throws -> Term {
    var name = random.element(names)
    while model.values.keys.contains(where: { $0.named(name) }) { name += "₁" }
    let term = try Term.variable(name, sort)
    model.values[term] = value
    return term
  }

  private static let names = ["x", "t", "i", "j", "k", "ω", "c"]

  // MARK: Numbers

  mutating func real(_ value: Real) throws -> Term {
    if random.chance(30), let value = value.rational { return .real(value) }
    return try variable(Self.names, .real, .real(value))
  }

  mutating func real() throws -> Term {
    let value = random.rational()
    return try real(Real(value))
  }

  mutating func reals(_ count: Int) throws -> [Term] {
    var result: [Term] = []
    for _ in 0..<count {
      // Often twice the same.
      if let last = result.last, random.chance(20) {
        result.append(last)
      } else {
        result.append(try real())
      }
    }
    return result
  }

  /// e^q, or a square.
  mutating func positive() throws -> Term {
    let q = random.rational()
    return try real(random.chance(50) ? Real(exact: [q: .one]) : Real(q * q))
  }

  mutating func natural(_ largest: Int) throws -> Term {
    let value = random.integer(0...largest)
    if random.chance(30) { return try .natural(Rational(value)) }
    return try variable(Self.names, .natural, .natural(value))
  }

  mutating func complex() throws -> Term {
    let parts = [Real(random.rational()), Real(random.rational())]
    return try variable(["z", "k"], .complex, .complex(Complex(parts[0], parts[1])))
  }

  mutating func formula() throws -> Term {
    if random.chance(50) {
      let truth = Truth(random.chance(50))
      return try variable(["φ", "i"], .bool, .truth(truth))
    }
    let sides = try reals(2)
    return try .less(sides[0], sides[1])
  }

  // MARK: Indices, vectors, matrices

  /// A size: a number, or a variable with a value from 1 to 3.
  mutating func size(_ largest: Int = 3) throws -> Term {
    if let known = sizes.last, known.count <= largest, random.chance(50) { return known.term }
    let count = random.integer(1...largest)
    let term =
      random.chance(50)
      ? try Term.natural(Rational(count))
      : try variable(["n", "k", "m"], .natural, .natural(count))
    sizes.append((term, count))
    return term
  }

  mutating func index(_ size: Term) throws -> Term {
    let value = random.integer(0...(try model.size(size)) - 1)
    return try variable(["i", "j", "k"], .finite(size), .index(value))
  }

  private mutating func entries(_ size: Term) throws -> [Real] {
    let count = try model.size(size)
    return (0..<count).map { _ in Real(random.rational()) }
  }

  mutating func vector(_ size: Term) throws -> Term {
    let value = try entries(size)
    return try variable(["v", "k"], .vector(size), .vector(value))
  }

  mutating func matrix(_ rows: Term, _ columns: Term) throws -> Term {
    var value: [[Real]] = []
    for _ in 0..<(try model.size(rows)) { value.append(try entries(columns)) }
    return try variable(["A", "k"], .matrix(rows, columns), .matrix(value))
  }

  /// A square matrix with these entries.
  mutating func matrix(_ size: Term, _ entries: [[Real]]) throws -> Term {
    try variable(["A", "k"], .matrix(size, size), .matrix(entries))
  }

  mutating func tuple(_ count: Int) throws -> Term { try .apply(.tuple, reals(count)) }

  mutating func rows(_ rows: Int, _ columns: Int) throws -> Term {
    var tuples: [Term] = []
    for _ in 0..<rows { tuples.append(try tuple(columns)) }
    return try .apply(.rows, tuples)
  }

  // MARK: Functions

  /// A function with a table, as a variable or as a λ-term that calls it.
  mutating func function(_ domain: Sort, _ result: Sort, _ table: [Value]) throws -> Term {
    let f = try variable(["f", "g", "R"], .function(domain, result)) { argument in
      switch argument {
      case .index(let place), .point(let place): table[place]
      default: throw Unreadable(what: "a table's argument")
      }
    }
    guard random.chance(40) else { return f }
    let x = try Term.fresh(random.element(["i", "ω", "t"]), domain, avoiding: [f])
    return try .lambda(x, f(x))
  }

  /// What such a function denotes.
  mutating func functionValue(_ domain: Sort, _ result: Sort, _ table: [Value]) throws -> Value {
    let f = try function(domain, result, table)
    return try model.value(of: f)
  }

  private mutating func variable(
    _ names: [String], _ sort: Sort, _ body: @escaping @Sendable (Value) throws -> Value
  ) throws -> Term { try variable(names, sort, .function(body)) }

  /// A real function of an index.
  mutating func sequence(_ size: Term) throws -> Term {
    let table = try entries(size).map { Value.real($0) }
    return try function(.finite(size), .real, table)
  }

  /// Gives Ω some atoms, among them null sets and sets of infinite mass, and returns their number.
  mutating func space() -> Int {
    let masses: [Rational?] = (0..<random.integer(1...4)).map { _ in
      switch random.integer(1...100) {
      case 1...15: nil
      case 16...35: .zero
      default: Rational(random.integer(1...4), random.integer(1...4))
      }
    }
    model.spaces["Ω"] = Model.Space(masses: masses)
    return masses.count
  }

  /// The values of a real function on Ω, mostly 0 where the mass is infinite.
  mutating func integrand() -> [Value] {
    (model.spaces["Ω"]?.masses ?? []).map { mass in
      let value = random.rational()
      return .real(mass == nil && random.chance(75) ? .zero : Real(value))
    }
  }

  mutating func event() -> [Value] {
    (model.spaces["Ω"]?.masses ?? []).map { mass in
      .truth(Truth(random.chance(mass == .zero ? 50 : 85)))
    }
  }

  // MARK: Derivatives

  /// A λ-term over ℝ: a rational function, sometimes with an exponential in it.
  mutating func smooth() throws -> Term {
    let t = try Term.fresh("t", .real, avoiding: Array(model.values.keys))
    let body = try expression(t, depth: 2)
    return try .lambda(t, body)
  }

  private mutating func expression(_ t: Term, depth: Int) throws -> Term {
    if depth == 0 || random.chance(15) { return random.chance(70) ? t : try real() }
    let a = try expression(t, depth: depth - 1)
    switch random.integer(1...10) {
    case 1...4: return try a + expression(t, depth: depth - 1)
    case 5...8: return try a * expression(t, depth: depth - 1)
    case 9: return try .inverse(a)
    default: return try depth == 2 ? .exp(a) : -a
    }
  }

  /// f + c with the value y at the point, where f(x) is rational.
  mutating func shifted(_ f: Term, at x: Term, to value: Rational) throws -> Term {
    guard let old = try model.value(of: f.at(x)).real().rational else { return f }
    let t = try Term.fresh("t", .real, avoiding: [f])
    return try .lambda(t, f.at(t) + .real(value - old))
  }

  /// The derivative of f at x, and sometimes another number.
  mutating func slope(_ f: Term, at x: Term) throws -> Term {
    let point = try model.value(of: x).real()
    let slope = try model.value(of: f)(.real(point.with(.value(.one)))).real().slope
    if random.chance(80) {
      switch slope {
      case .constant: return .zero
      case .value(let value): return try real(value)
      default: break
      }
    }
    return try real()
  }
}

extension Term {
  func named(_ name: String) -> Bool {
    if case .free(let own, _) = node { own == name } else { false }
  }
}
