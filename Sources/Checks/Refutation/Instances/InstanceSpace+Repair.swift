import Exact
import Notation

/// Instances moved so that they meet the equations that are assumed.
extension InstanceSpace {
  /// Numbers changed one at a time so that equations among the conditions hold, also those for every
  /// index, where one is linear in that number; `nil` when nothing was repaired.
  /// - Parameter meetsPremises: whether what the statement assumes is to hold as well.
  func repaired(
    _ start: [Rational], _ layout: Layout, meetsPremises: Bool = false, fuel: Fuel
  ) throws -> [Rational]? {
    var x = start
    var isChanged = false
    // What one equation has moved, another one moves only where nothing else helps.
    var moved: Set<Int> = []
    for (condition, names, sign) in zip(conditions, needs).map({ ($0, $1, 0) })
      + (meetsPremises ? premises : [])
    {
      guard let difference = condition.differenceOfSides else { continue }
      // Of several equations, the first one that fails, or the last one.
      var (isBackward, isFamily) = (false, false)
      func gap(_ x: [Rational]) throws -> Rational? {
        guard let instance = try complete(layout.instance(x), fuel: fuel) else { return nil }
        let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
        do {
          let list = try evaluator.value(difference).numbers?.map { $0.primal.rational }
          guard let list, !list.contains(nil) else { return nil }
          isFamily = list.count > 1
          let open = list.compactMap { $0 }.filter { !$0.isZero }
          return (isBackward ? open.last : open.first) ?? .zero
        } catch EvaluationFailure.outOfFuel { throw EvaluationFailure.outOfFuel } catch {
          return nil
        }
      }
      var isMet = false
      for pass in 0..<2 where pass == 0 || (!isMet && isFamily) {
        isBackward = pass == 1
        let places = layout.coordinates.indices.reversed().filter {
          names.contains(layout.coordinates[$0].symbol)
        }
        for i in places.filter({ !moved.contains($0) }) + places.filter(moved.contains) {
          guard layout.coordinates[i].kind == .real, let now = try gap(x) else { continue }
          isMet = now.isZero
          if isMet { break }
          var next = x
          next[i] = x[i] + 1
          guard let one = try gap(next) else { continue }
          next[i] = x[i] + 2
          guard let two = try gap(next), two - one == one - now, one != now else { continue }
          x[i] = x[i] - now / (one - now)
          isChanged = true
          moved.insert(i)
          isMet = try gap(x)?.isZero == true
        }
      }
      let places = layout.coordinates.indices.filter {
        names.contains(layout.coordinates[$0].symbol) && layout.coordinates[$0].kind == .real
      }
      if !isMet, sign != 0 {
        let free = places.reversed().filter { !moved.contains($0) }
        let near = try Self.nearly(x, free, sign) { x in
          guard let instance = try complete(layout.instance(x), fuel: fuel) else { return nil }
          let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
          do {
            return try evaluator.number(difference).primal.real(bits: 64)?.midpoint
          } catch EvaluationFailure.outOfFuel { throw EvaluationFailure.outOfFuel } catch {
            return nil
          }
        }
        if let (i, value) = near {
          x[i] = value
          moved.insert(i)
          isChanged = true
          continue
        }
      }
      if !isMet, let other = try Self.quadric(x, places, gap) {
        x = other
        isChanged = true
      }
    }
    return isChanged ? x : nil
  }

  /// One of some numbers, and a value of it at which a gap that is no rational number is little and has a sign, by
  /// secants.
  private static func nearly(
    _ start: [Rational], _ places: [Int], _ sign: Int, _ gap: ([Rational]) throws -> Double?
  ) rethrows -> (Int, Rational)? {
    let little = Double(sign) / 128
    for i in places {
      var x = start
      guard var before = try gap(x) else { continue }
      var last = x[i]
      x[i] += Rational(1, 4)
      for _ in 0..<6 {
        guard let now = try gap(x) else { break }
        if now * Double(sign) >= 0, abs(now) <= 1 / 32 { return (i, x[i]) }
        let slope = (now - before) / (x[i] - last).double
        let next = x[i].double - (now - little) / slope
        guard abs(next) <= 16 else { break }
        (before, last) = (now, x[i])
        x[i] = Rational(Int((next * 1024).rounded()), 1024)
        if x[i] == last { break }
      }
    }
    return nil
  }

  /// A point with a gap of 0 on the line from x to a simple such point, for a gap that is quadratic on that
  /// line: points of a circle or a hyperbola are found so.
  private static func quadric(
    _ x: [Rational], _ places: [Int], _ gap: ([Rational]) throws -> Rational?
  ) throws -> [Rational]? {
    guard (2...3).contains(places.count) else { return nil }
    let simple = [Rational.zero, 1, -1]
    let count = places.reduce(1) { product, _ in product * simple.count }
    for number in 0..<count {
      var base = x
      var rest = number
      for place in places {
        base[place] = simple[rest % simple.count]
        rest /= simple.count
      }
      guard try gap(base)?.isZero == true else { continue }
      func at(_ s: Rational) -> [Rational] {
        zip(base, x).map { $0 + s * ($1 - $0) }
      }
      guard let one = try gap(at(1)), let two = try gap(at(2)), let three = try gap(at(3)) else {
        return nil
      }
      // a s² + b s
      let a = (two - one - one) / 2
      let b = one - a
      guard !a.isZero, !b.isZero, three == a * 9 + b * 3 else { continue }
      return at(-b / a)
    }
    return nil
  }
}
