import Exact
import Notation
import Numeric

/// The free numbers of an instance for given sizes, and how they make up the instance.
struct Layout: Sendable {
  let sizes: [(name: String, value: Int)]
  private(set) var coordinates: [Coordinate] = []
  private var parts: [Part] = []

  /// What the numbers from `start` on become.
  private struct Part: Sendable {
    let symbol: String
    let start: Int
    let shape: Shape

    var isDensity: Bool { if case .density = shape { true } else { false } }
  }

  private indirect enum Shape: Sendable {
    case number
    case complex
    case vector(Int)
    case matrix(Int, Int)
    case symmetric(Int)
    case point(String)
    case sequence(Shape, Int)
    case curve(Shape, Int)
    case map(exponents: [[Int]], components: Int, isVector: Bool, arguments: Int)
    case space(Int)
    /// The spaces of its variables, of which the first ones are its own.
    case density([String], own: Int)
    /// The values of a function of points.
    case table(Int)
    case coupling
  }

  /// Total size: lengths, and numbers of points.
  var size: Int { sizes.reduce(0) { $0 + $1.value } }

  /// The sizes as text.
  var sizeKey: String { sizes.map { "\($0.value)" }.joined(separator: ",") }

  /// Throws `notEvaluable` for symbols of a type that has no instances yet.
  init(
    _ table: ScopeTable, symbols: [String], sizes: [(name: String, value: Int)],
    symmetric: Set<String>
  ) throws {
    self.sizes = sizes
    var instance = Instance()
    for (name, value) in sizes { instance.values[name] = SurfaceValue(Rational(value)) }
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: Fuel(10_000))
    var points: [String: Int] = [:]
    for (name, value) in sizes { points[name] = value }
    for name in symbols {
      guard let type = table.declarations[name]?.type else { continue }
      if let distribution = table.distributions[name] {
        if !distribution.independent, distribution.hasOneLaw, type != .real {
          add(name, .coupling, [.choice(2)])
        }
        continue
      }
      switch type {
      case .size: continue
      case .space:
        let count = points[name] ?? 1
        add(name, .space(count), Array(repeating: .positive, count: count))
      case .point(let space): add(name, .point(space), [.choice(points[space] ?? 1)])
      case .index(let n):
        add(name, .number, [.choice(max(1, try evaluator.integer(n)))])
      case .density(let own, _):
        // The variables themselves may be bound in the statement and have no value here.
        guard let spaces = type.argumentSpaces(table), spaces.allSatisfy(symbols.contains) else {
          throw EvaluationFailure.notEvaluable("the density \(name) on numbers")
        }
        let count = spaces.reduce(1) { $0 * (points[$1] ?? 1) }
        let others = spaces.dropFirst(own.count).reduce(1) { $0 * (points[$1] ?? 1) }
        add(
          name, .density(spaces, own: own.count),
          (0..<count).map { $0 < others ? .one : .positive })
      case .function where type.argumentSpaces(table) != nil:
        let spaces = type.argumentSpaces(table) ?? []
        let count = spaces.reduce(1) { $0 * (points[$1] ?? 1) }
        add(name, .table(count), Array(repeating: .real, count: count))
      case .sequence(let element):
        let shape = try self.shape(element, evaluator)
        let count = table.recurrences[name]?.order ?? 5
        add(
          name, .sequence(shape, count),
          Array(repeating: Layout.kinds(shape), count: count).flatMap { $0 })
      case .function(let parameters, let result):
        if let motion = table.motions[name] {
          let shape = try self.shape(result, evaluator)
          add(
            name, .curve(shape, motion.order),
            Array(repeating: Layout.kinds(shape), count: motion.order).flatMap { $0 })
          continue
        }
        var arguments = 0
        for parameter in parameters {
          arguments += Layout.kinds(try shape(parameter, evaluator)).count
        }
        let exponents = Layout.exponents(arguments)
        let value = try shape(result, evaluator)
        let components = Layout.kinds(value).count
        let isVector = if case .vector = value { true } else { false }
        guard isVector || components == 1 else {
          throw EvaluationFailure.notEvaluable("the function \(name) with such values")
        }
        add(
          name,
          .map(
            exponents: exponents, components: components, isVector: isVector, arguments: arguments),
          Array(repeating: .real, count: exponents.count * components))
      case .matrix(let n, let m) where symmetric.contains(name):
        let (rows, columns) = (try evaluator.integer(n), try evaluator.integer(m))
        guard rows == columns else { throw EvaluationFailure.shapes }
        add(name, .symmetric(rows), Array(repeating: .real, count: rows * (rows + 1) / 2))
      default:
        let shape = try self.shape(type, evaluator)
        add(name, shape, type == .natural ? [.natural] : Layout.kinds(shape))
      }
    }
  }

  private mutating func add(_ symbol: String, _ shape: Shape, _ kinds: [Coordinate.Kind]) {
    parts.append(Part(symbol: symbol, start: coordinates.count, shape: shape))
    coordinates += kinds.map { Coordinate(symbol: symbol, kind: $0) }
  }

  mutating func restrict(_ index: Int, to values: [Rational]) {
    coordinates[index].candidates = values.map { Coordinate.Candidate($0) }
  }

  private func shape(_ type: ValueType, _ evaluator: SurfaceEvaluator) throws -> Shape {
    switch type {
    case .real, .natural: return .number
    case .complex: return .complex
    case .vector(let n):
      let count = try evaluator.integer(n)
      guard (1...64).contains(count) else { throw EvaluationFailure.notEvaluable("a size") }
      return .vector(count)
    case .matrix(let n, let m):
      let (n, m) = (try evaluator.integer(n), try evaluator.integer(m))
      guard (1...64).contains(n), (1...64).contains(m) else {
        throw EvaluationFailure.notEvaluable("a size")
      }
      return .matrix(n, m)
    default: throw EvaluationFailure.notEvaluable("values of this type")
    }
  }

  private static func kinds(_ shape: Shape) -> [Coordinate.Kind] {
    switch shape {
    case .number: [.real]
    case .complex: [.real, .real]
    case .vector(let n): Array(repeating: .real, count: n)
    case .matrix(let n, let m): Array(repeating: .real, count: n * m)
    default: []
    }
  }

  /// The monomials of an opaque function: up to cubic in one variable, up to quadratic in more.
  private static func exponents(_ arguments: Int) -> [[Int]] {
    if arguments == 1 { return [[0], [1], [2], [3]] }
    let zero = Array(repeating: 0, count: arguments)
    var result = [zero]
    for i in 0..<arguments {
      var e = zero
      e[i] = 1
      result.append(e)
    }
    for i in 0..<arguments {
      for j in i..<arguments {
        var e = zero
        e[i] += 1
        e[j] += 1
        result.append(e)
      }
    }
    return result
  }

  // MARK: Making instances

  func instance(_ x: [Rational]) -> Instance {
    var result = Instance()
    for (name, value) in sizes { result.values[name] = SurfaceValue(Rational(value)) }
    // Densities are normalised by the weights of their spaces.
    let (densities, others) = (parts.filter(\.isDensity), parts.filter { !$0.isDensity })
    for part in others + densities { fill(part, x, into: &result) }
    return result
  }

  private func fill(_ part: Part, _ x: [Rational], into result: inout Instance) {
    let name = part.symbol
    switch part.shape {
    case .point(let space): result.values[name] = .point(space, x[part.start].int ?? 0)
    case .number where coordinates[part.start].isIndex:
      result.values[name] = SurfaceValue(x[part.start] + 1)
    case .number, .complex, .vector, .matrix, .symmetric:
      result.values[name] = value(part.shape, x, part.start)
    case .sequence(let shape, let count):
      let width = Layout.kinds(shape).count
      result.sequences[name] = (0..<count).map { value(shape, x, part.start + $0 * width) }
    case .curve(let shape, let count):
      let width = Layout.kinds(shape).count
      result.curves[name] = (0..<count).map { value(shape, x, part.start + $0 * width) }
    case .map(let exponents, let components, let isVector, let arguments):
      result.functions[name] = PolynomialMap(
        components: (0..<components).map { c in
          exponents.indices.map { i in
            PolynomialMap.Term(
              coefficient: x[part.start + c * exponents.count + i], exponents: exponents[i])
          }
        }, isVector: isVector, arguments: arguments)
    case .space(let count):
      result.spaces[name] = Array(x[part.start..<(part.start + count)])
    case .density(let spaces, let own):
      result.densities[name] = density(part, spaces, own, x, result)
    case .table(let count):
      result.densities[name] = Array(x[part.start..<(part.start + count)])
    case .coupling: if x[part.start].isOne { result.coupled.insert(name) }
    }
  }

  private func value(_ shape: Shape, _ x: [Rational], _ start: Int) -> SurfaceValue {
    func numbers(_ count: Int) -> [DualNumber] { x[start..<(start + count)].map { DualNumber($0) } }
    switch shape {
    case .complex: return .number(.plain(.parts(x[start], x[start + 1])))
    case .vector(let n): return .vector(numbers(n))
    case .matrix(let n, let m): return .matrix(Grid(rows: n, columns: m, numbers(n * m)))
    case .symmetric(let n):
      var grid = Grid(rows: n, columns: n, Array(repeating: .zero, count: n * n))
      var position = start
      for i in 0..<n {
        for j in i..<n {
          grid[i, j] = DualNumber(x[position])
          grid[j, i] = grid[i, j]
          position += 1
        }
      }
      return .matrix(grid)
    default: return SurfaceValue(x[start])
    }
  }

  /// Positive values with total weight 1, for all values of the variables behind the bar.
  private func density(
    _ part: Part, _ spaces: [String], _ own: Int, _ x: [Rational], _ instance: Instance
  ) -> [Rational] {
    var weights: [Rational] = [1]
    for space in spaces.prefix(own) {
      let own = instance.spaces[space] ?? []
      weights = weights.flatMap { w in own.map { w * $0 } }
    }
    let others = spaces.dropFirst(own).reduce(1) { $0 * (instance.spaces[$1]?.count ?? 1) }
    var result = Array(x[part.start..<(part.start + weights.count * others)])
    for condition in 0..<others {
      let places = weights.indices.map { $0 * others + condition }
      let total = zip(places, weights).reduce(Rational.zero) { $0 + result[$1.0] * $1.1 }
      for place in places { result[place] = total.isZero ? 1 : result[place] / total }
    }
    return result
  }
}

extension Coordinate {
  fileprivate var isIndex: Bool { if case .choice = kind { true } else { false } }
}

extension Distribution {
  /// Whether all entries have one law, so that they can be equal.
  var hasOneLaw: Bool {
    guard case .index(_, let indices) = pattern.form else { return true }
    let free = law.parameters.reduce(into: Set<String>()) { $0.formUnion($1.freeSymbols) }
    return !indices.contains { index in
      if case .symbol(let name) = index.form { free.contains(name) } else { true }
    }
  }
}
