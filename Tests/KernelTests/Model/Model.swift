import Exact
import Kernel

/// A finite interpretation of the kernel's terms, written from what the operators are meant to
/// mean and not from the axioms: 1/0 = 0, junk where nothing is said, sizes as chosen.
struct Model: Sendable {
  /// A measure space with finitely many measurable atoms.
  struct Space: Sendable {
    /// The mass of each atom; `nil` is infinite, and 0 makes a null set.
    let masses: [Rational?]

    var total: Rational? {
      var sum = Rational.zero
      for mass in masses {
        guard let mass else { return nil }
        sum += mass
      }
      return sum
    }
  }

  var values: [Term: Value] = [:]
  var spaces: [String: Space] = [:]
  /// The values of log, √, ∫ and ′ where they are not defined.
  var junk = Real(Rational(7, 3))

  /// Whether the formula holds.
  func truth(of formula: Term) throws -> Truth { try value(of: formula, []).truth() }

  func value(of term: Term) throws -> Value { try value(of: term, []) }

  /// `bound` are the values of the enclosing binders, outermost first.
  private func value(of term: Term, _ bound: [Value]) throws -> Value {
    switch term.node {
    case .bound(let index, _): return bound[bound.count - 1 - index]
    case .free(let name, _):
      guard let value = values[term] else { throw Unreadable(what: "no value of \(name)") }
      return value
    case .number(let value, .natural): return .natural(value.int ?? 0)
    case .number(let value, _): return .real(Real(value))
    case .lambda(_, let body):
      return .function { try self.value(of: body, bound + [$0]) }
    case .call(let function, let argument):
      return try value(of: function, bound)(value(of: argument, bound))
    case .apply(let op, let arguments):
      return try apply(op, arguments.map { try value(of: $0, bound) }, arguments)
    }
  }

  private func apply(_ op: Operator, _ x: [Value], _ terms: [Term]) throws -> Value {
    switch op {
    case .truth: return .truth(.yes)
    case .falsity: return .truth(.no)
    case .not: return .truth(!(try x[0].truth()))
    case .and: return .truth(try x[0].truth() && x[1].truth())
    case .or: return .truth(try x[0].truth() || x[1].truth())
    case .implies: return .truth(try !x[0].truth() || x[1].truth())
    case .equal: return .truth(try Value.equal(x[0], x[1]))
    case .less: return .truth(try Value.less(x[0], x[1], orEqual: false))
    case .lessOrEqual: return .truth(try Value.less(x[0], x[1], orEqual: true))
    case .forAll, .exists: return .truth(try quantified(op, x[0], terms[0].sort))
    case .add: return try .sum(x[0], x[1])
    case .negate: return try x[0].scaled(by: Real(Rational(-1)))
    case .multiply: return try .product(x[0], x[1])
    case .scale: return try x[1].scaled(by: x[0].real())
    case .inverse:
      if case .complex(let z) = x[0] { return .complex(z.inverse) }
      return .real(try x[0].real().inverse)
    case .power:
      var result: Value = if case .complex = x[0] { .complex(Complex(.one)) } else { .real(.one) }
      for _ in 0..<(try x[1].natural()) { result = try .product(result, x[0]) }
      return result
    case .indicator:
      switch try x[0].truth() {
      case .yes: return .real(.one)
      case .no: return .real(.zero)
      case .unknown: return .real(Real(bounds: Enclosure(.zero, .one), slope: .unknown))
      }
    case .naturalToReal: return .real(Real(Rational(try x[0].natural())))
    case .realToComplex: return .complex(Complex(try x[0].real()))
    case .exp: return .real(try x[0].real().exp)
    case .log: return .real(try x[0].real().log(junk: junk))
    case .squareRoot: return .real(try x[0].real().squareRoot(junk: junk))
    case .floor: return .real(try x[0].real().floor)
    case .complexRoot: return .complex(try complexRoot(x[0].real()))
    case .realPart: return .real(try x[0].complex().re)
    case .imaginaryPart: return .real(try x[0].complex().im)
    case .imaginaryUnit: return .complex(Complex(.zero, .one))
    case .pi: throw Unreadable(what: "π in a finite model")
    case .diracExpectation: return try x[1](x[0])
    case .hasDerivative, .derivative: return try differentiate(op, x)
    case .sum: return try fold(x[0], terms[0].sort, Value.sum)
    case .finiteProduct: return try fold(x[0], terms[0].sort, Value.product)
    case .vector:
      guard case .function(let domain, _) = terms[0].sort else {
        throw Unreadable(what: "a vector")
      }
      return .vector(try elements(of: domain).values.map { try x[0]($0).real() })
    case .matrix:
      guard case .function(let rows, .function(let columns, _)) = terms[0].sort else {
        throw Unreadable(what: "a matrix")
      }
      return .matrix(
        try elements(of: rows).values.map { i in
          try elements(of: columns).values.map { try x[0](i)($0).real() }
        })
    case .pair:
      guard case .finite(let m) = terms[1].sort else { throw Unreadable(what: "a pair") }
      return .index(try x[0].index() * size(m) + x[1].index())
    case .others:
      let (i, j) = try (x[0].index(), x[1].index())
      guard case .finite(let n) = terms[0].sort else { throw Unreadable(what: "an index") }
      return .index(min(j < i ? j : j + 1, try size(n) - 1))
    case .rotated:
      guard case .finite(let n) = terms[0].sort else { throw Unreadable(what: "an index") }
      return .index(try (x[0].index() + x[1].index()) % size(n))
    case .integral, .integrable, .almostEverywhere: return try integrate(op, x[0], terms[0].sort)
    case .independent: return .truth(try independent(x, terms.map(\.sort)))
    default: return try Model.linear(op, x, junk: junk)
    }
  }

  private func complexRoot(_ x: Real) throws -> Complex {
    switch x.sign {
    case 0, 1: Complex(x.squareRoot(junk: junk))
    case -1: Complex(.zero, (-x).squareRoot(junk: junk))
    default: Complex(Real(bounds: nil), Real(bounds: nil))
    }
  }

  // MARK: Sizes and quantifiers

  /// The number of elements of Fin(n).
  func size(_ term: Term) throws -> Int {
    // A product is read factor by factor.
    if case .apply(.multiply, let parts) = term.node { return try size(parts[0]) * size(parts[1]) }
    return max(1, try value(of: term).natural())
  }

  /// The elements of a sort, or some of them.
  private func elements(of sort: Sort) throws -> (values: [Value], all: Bool) {
    switch sort {
    case .bool: return ([.truth(.yes), .truth(.no)], true)
    case .finite(let n): return ((0..<(try size(n))).map { .index($0) }, true)
    case .space(let name):
      guard let space = spaces[name] else { throw Unreadable(what: "no space \(name)") }
      return (space.masses.indices.map { .point($0) }, true)
    case .function(.finite, .space): return (try lists(sort).map(\.list), true)
    case .natural: return ((0...40).map { .natural($0) }, false)
    case .real: return ((-8...8).map { .real(Real(Rational($0, 2))) }, false)
    case .vector(let n): return (try Self.grid(size(n)).map { .vector($0) }, false)
    case .matrix(let n, let m):
      let (n, m) = try (size(n), size(m))
      guard n * m <= 4 else { return ([], false) }
      return (
        Self.grid(n * m).map { list in
          .matrix((0..<n).map { i in Array(list[(i * m)..<((i + 1) * m)]) })
        }, false
      )
    default: return ([], false)
    }
  }

  /// All lists with entries from −2 to 2.
  private static func grid(_ count: Int) -> [[Real]] {
    (0..<count).reduce([[]]) { lists, _ in
      lists.flatMap { list in (-2...2).map { list + [Real(Rational($0))] } }
    }
  }

  private func quantified(_ op: Operator, _ predicate: Value, _ sort: Sort) throws -> Truth {
    guard case .function(let domain, _) = sort else { throw Unreadable(what: "a predicate") }
    let (values, all) = try elements(of: domain)
    var result: Truth = op == .forAll ? .yes : .no
    for value in values {
      let part = try predicate(value).truth()
      result = op == .forAll ? result && part : result || part
    }
    // Finitely many elements decide only one way.
    if !all, result == (op == .forAll ? .yes : .no) { return .unknown }
    return result
  }

  private func fold(
    _ function: Value, _ sort: Sort, _ combine: (Value, Value) throws -> Value
  ) throws -> Value {
    guard case .function(let domain, _) = sort else { throw Unreadable(what: "a range") }
    var result: Value?
    for element in try elements(of: domain).values {
      let part = try function(element)
      result = try result.map { try combine($0, part) } ?? part
    }
    guard let result else { throw Unreadable(what: "an empty range") }
    return result
  }

  // MARK: Analysis

  private func differentiate(_ op: Operator, _ x: [Value]) throws -> Value {
    let point = try (op == .derivative ? x[1] : x[2]).real()
    let slope: Real.Slope =
      point.isConstant
      ? try x[0](.real(point.with(.value(.one)))).real().slope : .unknown
    if op == .hasDerivative {
      let y = x[1]
      switch slope {
      case .constant: return .truth(try Value.equal(.real(.zero), y))
      case .value(let slope): return .truth(try Value.equal(.real(slope), y))
      case .none: return .truth(.no)
      case .unknown: return .truth(.unknown)
      }
    }
    switch slope {
    case .constant: return .real(.zero)
    case .value(let slope): return .real(slope)
    case .none: return .real(junk)
    case .unknown: return .real(Real(bounds: nil, slope: .unknown))
    }
  }

  private func integrate(_ op: Operator, _ function: Value, _ sort: Sort) throws -> Value {
    guard case .function(let domain, _) = sort else { throw Unreadable(what: "an integral") }
    let atoms: [(point: Value, mass: Rational?)]
    switch domain {
    case .space(let name):
      guard let space = spaces[name] else { throw Unreadable(what: "no space \(name)") }
      atoms = space.masses.enumerated().map { (.point($0.offset), $0.element) }
    default: atoms = try lists(domain).map { ($0.list, $0.mass) }
    }
    var integrable = Truth.yes
    var everywhere = Truth.yes
    var sum = Real.zero
    for (point, mass) in atoms where mass != .zero {
      let value = try function(point)
      if op == .almostEverywhere {
        everywhere = try everywhere && value.truth()
      } else if let mass {
        sum = try sum + Real(mass) * value.real()
      } else {
        // On an atom of infinite mass only 0 is integrable.
        integrable = try integrable && Value.equal(value, .real(.zero))
      }
    }
    switch op {
    case .almostEverywhere: return .truth(everywhere)
    case .integrable: return .truth(integrable)
    default:
      switch integrable {
      case .yes: return .real(sum)
      case .no: return .real(junk)
      case .unknown: return .real(Real(bounds: nil))
      }
    }
  }

  /// All lists of points of a space, each with the product of its masses, 0·∞ = 0.
  private func lists(_ sort: Sort) throws -> [(list: Value, mass: Rational?)] {
    guard case .function(.finite(let n), .space(let name)) = sort, let space = spaces[name] else {
      throw Unreadable(what: "lists of points")
    }
    var result: [(points: [Int], mass: Rational?)] = [([], 1)]
    for _ in 0..<(try size(n)) {
      result = result.flatMap { row in
        space.masses.enumerated().map { point, mass in
          let isNull = row.mass == .zero || mass == .zero
          let product = row.mass.flatMap { a in mass.map { a * $0 } }
          return (row.points + [point], isNull ? .zero : product)
        }
      }
    }
    return result.map { row in
      (.function { .point(row.points[try $0.index()]) }, row.mass)
    }
  }

  /// Mutual independence under the normalised measure: P(⋂ Xᵢ = xᵢ) = ∏ P(Xᵢ = xᵢ) for all xᵢ.
  private func independent(_ families: [Value], _ sorts: [Sort]) throws -> Truth {
    var members: [Value] = []
    var name: String?
    for (family, sort) in zip(families, sorts) {
      var own = [family]
      var rest = sort
      while case .function(let domain, let result) = rest, case .finite = domain {
        let indices = try elements(of: domain).values
        own = try own.flatMap { member in try indices.map { try member($0) } }
        rest = result
      }
      members += own
      if case .function(.space(let space), _) = rest { name = space }
    }
    guard let name, let space = spaces[name], let total = space.total, total.sign > 0
    else { return .no }
    let tables = try members.map { member in
      try space.masses.indices.map { point in try Self.label(member(.point(point))) }
    }
    func probability(_ holds: (Int) -> Bool) -> Rational {
      space.masses.enumerated().reduce(.zero) { sum, atom in
        holds(atom.offset) ? sum + (atom.element ?? .zero) / total : sum
      }
    }
    var events: [[String]] = [[]]
    for table in tables { events = events.flatMap { e in Set(table).map { e + [$0] } } }
    for event in events {
      let joint = probability { p in zip(tables, event).allSatisfy { $0[p] == $1 } }
      let product = zip(tables, event).reduce(Rational.one) { result, pair in
        result * probability { pair.0[$0] == pair.1 }
      }
      if joint != product { return .no }
    }
    return .yes
  }

  /// A value of a random variable, so that equal values have equal labels.
  private static func label(_ value: Value) throws -> String {
    func text(_ x: Real) throws -> String {
      guard let q = x.rational else {
        throw Unreadable(what: "a random variable with values that are not rational")
      }
      return q.description
    }
    switch value {
    case .real(let x): return try text(x)
    case .index(let i): return "\(i)"
    case .vector(let v): return try v.map(text).joined(separator: ",")
    case .matrix(let m): return try m.joined().map(text).joined(separator: ",")
    default: throw Unreadable(what: "a random variable of this sort")
    }
  }
}
