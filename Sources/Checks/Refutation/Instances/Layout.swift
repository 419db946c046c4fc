import Exact
import Notation
import Numeric

/// The free numbers of an instance for given sizes, and how they make up the instance.
struct Layout: Sendable {
  let sizes: [(name: String, value: Int)]
  private(set) var coordinates: [Coordinate] = []
  private(set) var parts: [Part] = []
  /// The matrices of which only the difference from another one is chosen, with that one.
  private var bases: [String: String] = [:]

  /// What the numbers from `start` on become.
  struct Part: Sendable {
    let symbol: String
    let start: Int
    let shape: Shape

    var isDensity: Bool { if case .density = shape { true } else { false } }
  }

  indirect enum Shape: Sendable {
    case number
    case complex
    case vector(Int)
    case matrix(Int, Int)
    case symmetric(Int)
    /// A symmetric matrix with xᵀAx > 0 (≥ 0), or its negative.
    case definite(Int, Definiteness)
    case point(String)
    case sequence(Shape, Int)
    /// A finite set of points with so many coordinates.
    case set(Int)
    case curve(Shape, Int)
    case map(exponents: [[Int]], value: Shape, arguments: Int)
    case space(Int)
    /// The spaces of its variables, of which the first ones are its own.
    case density([String], own: Int)
    /// A density over the line, by its mean and its variance.
    case normal
    /// The values of a function of points.
    case table(Int)
    case coupling
    /// One of the bijections between two spaces.
    case bijection(String, String, Int)
    /// Three values of a random symbol.
    case samples(Shape)
    /// G Gᵀ for a square matrix G.
    case gram(Int)
    /// Numbers from 0 on with the sum 1.
    case probabilities(Int)
    /// Whether symbols that are independent in smaller numbers depend on each other all together.
    case tie([String])
  }

  /// Total size: lengths, and numbers of points.
  var size: Int { sizes.reduce(0) { $0 + $1.value } }

  /// The sizes as text.
  var sizeKey: String { sizes.map { "\($0.value)" }.joined(separator: ",") }

  /// Throws `notEvaluable` for symbols of a type that has no instances yet.
  init(
    _ table: ScopeTable, symbols: [String], sizes: [(name: String, value: Int)],
    symmetric: [String: Symmetry]
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
        if case .unspecified = distribution.law {
          let shape = try self.shape(type, evaluator)
          add(
            name, .samples(shape),
            Array(repeating: Layout.kinds(shape), count: 3).flatMap { $0 })
        } else if table.mayDepend(distribution) {
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
      case .density(let own, let given, _)
      where own.count == 1 && given.isEmpty && table.declarations[own[0]]?.type == .real:
        add(name, .normal, [.real, .positive])
      case .density(let own, _, let mayVanish):
        // The variables themselves may be bound in the statement and have no value here.
        guard let spaces = type.argumentSpaces(table), spaces.allSatisfy(symbols.contains) else {
          throw EvaluationFailure.notEvaluable("the density \(name) on numbers")
        }
        let count = spaces.reduce(1) { $0 * (points[$1] ?? 1) }
        let others = spaces.dropFirst(own.count).reduce(1) { $0 * (points[$1] ?? 1) }
        add(
          name, .density(spaces, own: own.count),
          (0..<count).map { mayVanish ? .weight : $0 < others ? .one : .positive })
      case .diffeomorphism(let source, let target):
        let count = points[source] ?? 1
        guard count == points[target] ?? 1, count <= 4 else {
          throw EvaluationFailure.notEvaluable("a bijection of spaces with different sizes")
        }
        add(
          name, .bijection(source, target, count),
          [.choice((1...count).reduce(1, *)), .choice(2)])
      case .function where type.argumentSpaces(table) != nil:
        let spaces = type.argumentSpaces(table) ?? []
        let count = spaces.reduce(1) { $0 * (points[$1] ?? 1) }
        add(name, .table(count), Array(repeating: .real, count: count))
      case .sequence(let element):
        let shape = try self.shape(element, evaluator)
        let count = table.recurrences[name]?.order ?? 5
        if (0..<count).allSatisfy({ table.initials[name]?[$0] != nil }) { continue }
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
        if case .complex = value {
          throw EvaluationFailure.notEvaluable("the function \(name) with such values")
        }
        add(
          name, .map(exponents: exponents, value: value, arguments: arguments),
          Array(repeating: .real, count: exponents.count * Layout.kinds(value).count))
      case .vector(let n) where table.lawParameters.probabilities.contains(name):
        let n = try evaluator.integer(n)
        add(name, .probabilities(n), Array(repeating: .weight, count: n))
      case .matrix(let n, _) where table.lawParameters.covariances.contains(name):
        let n = try evaluator.integer(n)
        add(name, .gram(n), Array(repeating: .real, count: n * n))
      case .matrix(let n, let m) where symmetric[name] != nil:
        let (rows, columns) = (try evaluator.integer(n), try evaluator.integer(m))
        guard rows == columns else { throw EvaluationFailure.shapes }
        if let base = symmetric[name]?.base, symbols.contains(base) { bases[name] = base }
        add(
          name, symmetric[name]?.definiteness.map { .definite(rows, $0) } ?? .symmetric(rows),
          Array(repeating: .real, count: rows * (rows + 1) / 2))
      default:
        let shape = try self.shape(type, evaluator)
        add(name, shape, type == .natural ? [.natural] : Layout.kinds(shape))
      }
    }
    for tie in table.possibleTies(among: symbols) {
      add(Instance.name(ofTie: tie), .tie(tie), [.choice(2)])
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
    case .set(let dimension): return .set(dimension)
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

  private static let largestSet = 3

  private static func kinds(_ shape: Shape) -> [Coordinate.Kind] {
    switch shape {
    case .number: [.real]
    case .complex: [.real, .real]
    case .vector(let n): Array(repeating: .real, count: n)
    case .matrix(let n, let m): Array(repeating: .real, count: n * m)
    // The number of points, and the points.
    case .set(let n):
      [.choice(largestSet + 1)] + Array(repeating: .choice(3), count: largestSet * n)
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

  /// The symbol's value with all of its numbers equal.
  func filled(_ symbol: String, with number: Rational) -> SurfaceValue? {
    guard let part = parts.first(where: { $0.symbol == symbol }) else { return nil }
    let x = Array(repeating: number, count: coordinates.count)
    switch part.shape {
    case .vector, .matrix, .symmetric: return value(part.shape, x, part.start)
    default: return nil
    }
  }

  func instance(_ x: [Rational]) -> Instance {
    var result = Instance()
    for (name, value) in sizes { result.values[name] = SurfaceValue(Rational(value)) }
    // Densities are normalised by the weights of their spaces.
    let (densities, others) = (parts.filter(\.isDensity), parts.filter { !$0.isDensity })
    for part in others + densities { fill(part, x, into: &result) }
    let differences = result.values
    for (name, base) in bases {
      var next: String? = base
      while let current = next {
        if let sum = sum(result.values[name], differences[current]) { result.values[name] = sum }
        next = bases[current]
      }
    }
    return result
  }

  private func sum(_ a: SurfaceValue?, _ b: SurfaceValue?) -> SurfaceValue? {
    guard let a, let x = a.numbers, let y = b?.numbers, x.count == y.count else { return nil }
    let arithmetic = Arithmetic(bits: 64, complex: false)
    return a.replacing(zip(x, y).map { arithmetic.add($0, $1) })
  }

  private func fill(_ part: Part, _ x: [Rational], into result: inout Instance) {
    let name = part.symbol
    switch part.shape {
    case .point(let space): result.values[name] = .point(space, x[part.start].int ?? 0)
    case .number where coordinates[part.start].isIndex:
      result.values[name] = SurfaceValue(x[part.start] + 1)
    case .number, .complex, .vector, .matrix, .symmetric, .definite, .set:
      result.values[name] = value(part.shape, x, part.start)
    case .sequence(let shape, let count):
      let width = Layout.kinds(shape).count
      result.sequences[name] = (0..<count).map { value(shape, x, part.start + $0 * width) }
    case .curve(let shape, let count):
      let width = Layout.kinds(shape).count
      result.curves[name] = (0..<count).map { value(shape, x, part.start + $0 * width) }
    case .map(let exponents, let shape, let arguments):
      let zeros = Array(repeating: Rational.zero, count: Layout.kinds(shape).count)
      result.functions[name] = PolynomialMap(
        components: zeros.indices.map { c in
          exponents.indices.map { i in
            PolynomialMap.Term(
              coefficient: x[part.start + c * exponents.count + i], exponents: exponents[i])
          }
        }, shape: value(shape, zeros, 0), arguments: arguments)
    case .space(let count):
      result.spaces[name] = Array(x[part.start..<(part.start + count)])
    case .density(let spaces, let own):
      result.densities[name] = density(part, spaces, own, x, result)
    case .normal:
      result.normals[name] = NormalLaw(mean: x[part.start], variance: x[part.start + 1])
    case .table(let count):
      result.densities[name] = Array(x[part.start..<(part.start + count)])
    case .samples(let shape):
      let width = Layout.kinds(shape).count
      result.samples[name] = (0..<3).map { value(shape, x, part.start + $0 * width) }
    case .gram, .probabilities: result.values[name] = value(part.shape, x, part.start)
    case .bijection(let source, let target, let count):
      result.bijections[name] = Bijection(
        source: source, target: target,
        images: Bijection.permutation(x[part.start].int ?? 0, of: count),
        isReversing: x[part.start + 1].isOne)
    case .coupling: if x[part.start].isOne { result.coupled.insert(name) }
    case .tie(let names):
      guard x[part.start].isOne,
        !result.ties.contains(where: { !$0.allSatisfy { !names.contains($0) } })
      else { return }
      result.ties.append(names)
      result.coupled.subtract(names)
    }
  }

  private func value(_ shape: Shape, _ x: [Rational], _ start: Int) -> SurfaceValue {
    func numbers(_ count: Int) -> [DualNumber] { x[start..<(start + count)].map { DualNumber($0) } }
    switch shape {
    case .complex: return .number(.plain(.parts(x[start], x[start + 1])))
    case .vector(let n): return .vector(numbers(n))
    case .set(let n):
      return .set(
        (0..<(x[start].int ?? 0)).map { k in
          let point = x[(start + 1 + k * n)...].prefix(n).map { DualNumber($0 - 1) }
          return n == 1 ? .number(point[0]) : .vector(point)
        })
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
    case .gram(let n):
      let g = (0..<n).map { i in Array(x[(start + i * n)..<(start + (i + 1) * n)]) }
      let entries = (0..<n).flatMap { i in
        (0..<n).map { j in
          DualNumber(zip(g[i], g[j]).reduce(Rational.zero) { $0 + $1.0 * $1.1 })
        }
      }
      return .matrix(Grid(rows: n, columns: n, entries))
    case .probabilities(let n):
      let total = x[start..<(start + n)].reduce(Rational.zero, +)
      return .vector(
        x[start..<(start + n)].map { DualNumber(total.isZero ? Rational(1, n) : $0 / total) })
    case .definite(let n, let definiteness):
      return definiteness.matrix(from: value(.symmetric(n), x, start))
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
      let even = 1 / weights.reduce(.zero, +)
      for place in places { result[place] = total.isZero ? even : result[place] / total }
    }
    return result
  }
}

extension Coordinate {
  fileprivate var isIndex: Bool { if case .choice = kind { true } else { false } }
}
