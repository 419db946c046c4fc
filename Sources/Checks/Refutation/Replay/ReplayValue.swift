import Exact
import Notation
import Numeric

/// What the replay computes with: enclosures of complex numbers, nothing exact.
enum ReplayValue {
  case number(ComplexBall)
  case vector([ComplexBall])
  case row([ComplexBall])
  case matrix([[ComplexBall]])
  case identity(ComplexBall)
  case point(Int)
  case set([ReplayValue])
  case spectrum([[ComplexBall]])

  /// The entries, by rows.
  var entries: [ComplexBall]? {
    switch self {
    case .number(let x): [x]
    case .vector(let v), .row(let v): v
    case .matrix(let rows): rows.flatMap { $0 }
    case .identity, .point, .set, .spectrum: nil
    }
  }

  func mapping(_ f: (ComplexBall) -> ComplexBall) -> ReplayValue? {
    switch self {
    case .number(let x): .number(f(x))
    case .vector(let v): .vector(v.map(f))
    case .row(let v): .row(v.map(f))
    case .matrix(let rows): .matrix(rows.map { $0.map(f) })
    case .identity(let x): .identity(f(x))
    case .point, .set, .spectrum: nil
    }
  }

  /// The rows of a matrix; a vector is one column.
  var rows: [[ComplexBall]]? {
    switch self {
    case .number(let x): [[x]]
    case .vector(let v): v.map { [$0] }
    case .row(let v): [v]
    case .matrix(let rows): rows
    case .identity, .point, .set, .spectrum: nil
    }
  }

  /// The value read from the text of a counterexample; `nil` when it is none.
  ///
  /// Reads `3/4`, `-1/2 i`, `2 \sqrt{3}`, `1 + 2 i`, `1.25 ± 3e-20`, `point 2`, and vectors and
  /// matrices of numbers in brackets.
  static func reading(_ text: String, _ type: ValueType, bits: Int) -> ReplayValue? {
    if text.hasPrefix("point ") { return Int(text.dropFirst(6)).map { .point($0 - 1) } }
    switch type {
    case .set:
      guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
      let inside = String(text.dropFirst().dropLast())
      if inside.isEmpty { return .set([]) }
      guard let parts = "(\(inside))".bracketed else { return nil }
      let points = parts.compactMap { part -> ReplayValue? in
        guard let entries = part.bracketed else {
          return number(part, bits: bits).map { .number($0) }
        }
        let numbers = entries.compactMap { number($0, bits: bits) }
        return numbers.count == entries.count ? .vector(numbers) : nil
      }
      return points.count == parts.count ? .set(points) : nil
    case .vector:
      guard let parts = text.bracketed else { return nil }
      let entries = parts.compactMap { number($0, bits: bits) }
      return entries.count == parts.count ? .vector(entries) : nil
    case .matrix:
      guard let parts = text.bracketed else { return nil }
      let rows = parts.map { row in
        row.bracketed?.compactMap { number($0, bits: bits) } ?? []
      }
      return rows.allSatisfy { $0.count == rows[0].count && !$0.isEmpty } ? .matrix(rows) : nil
    default: return number(text, bits: bits).map { .number($0) }
    }
  }

  static func number(_ text: String, bits: Int) -> ComplexBall? {
    let t = text.trimmed
    if let q = Rational(t) { return ComplexBall(q, precision: bits) }
    if t.hasPrefix("("), let close = t.closingBracket {
      // (a ± r) + (b ± s) i
      let first = String(t[t.index(after: t.startIndex)..<close])
      let rest = String(t[t.index(after: close)...]).trimmed
      guard rest.hasPrefix("+ ("), rest.hasSuffix(") i"), let re = number(first, bits: bits),
        let im = number(String(rest.dropFirst(3).dropLast(3)), bits: bits)
      else { return nil }
      return re + im * ComplexBall.i
    }
    if t.hasSuffix("i") {
      var head = String(t.dropLast()).trimmed
      for (sign, symbol) in [(1, " + "), (-1, " - ")] {
        if let cut = head.firstRange(of: symbol) {
          let imaginary = String(head[cut.upperBound...]).trimmed
          guard let re = number(String(head[..<cut.lowerBound]), bits: bits),
            let im = number(imaginary.isEmpty ? "1" : imaginary, bits: bits)
          else { return nil }
          return re + ComplexBall(Rational(sign)) * im * ComplexBall.i
        }
        if (head + " ").hasSuffix(symbol) {
          guard let re = number(String(head.dropLast(2)), bits: bits) else { return nil }
          return re + ComplexBall(Rational(sign)) * ComplexBall.i
        }
      }
      if head.isEmpty || head == "-" { head += "1" }
      return number(head, bits: bits).map { $0 * ComplexBall.i }
    }
    if let root = t.firstRange(of: "\\sqrt{"), t.hasSuffix("}") {
      let factor = String(t[..<root.lowerBound]).trimmed
      guard let radicand = Rational(String(t[root.upperBound...].dropLast())),
        let c = number(factor.isEmpty ? "1" : factor == "-" ? "-1" : factor, bits: bits)
      else { return nil }
      return c * ComplexBall(radicand, precision: bits).squareRoot()
    }
    let parts = t.split(separator: "±").map { String($0).trimmed }
    func exact(_ s: String) -> Rational? { Real(s, precision: 2000)?.rational }
    if t.hasPrefix("±"), let r = parts.first.flatMap(exact) {
      return ComplexBall(Ball(midpoint: 0, radius: r, precision: bits))
    }
    guard let first = parts.first, let middle = exact(first) else { return nil }
    guard let radius = parts.count > 1 ? exact(parts[1]) : .zero else { return nil }
    return ComplexBall(Ball(midpoint: middle, radius: radius, precision: bits))
  }
}

extension String {
  var trimmed: String {
    var s = self[...]
    while s.first == " " { s = s.dropFirst() }
    while s.last == " " { s = s.dropLast() }
    return String(s)
  }

  /// The bracket that closes the one at the start.
  fileprivate var closingBracket: Index? {
    var depth = 0
    for i in indices {
      if self[i] == "(" { depth += 1 }
      if self[i] == ")" {
        depth -= 1
        if depth == 0 { return i }
      }
    }
    return nil
  }

  /// The parts between the commas of one bracket; `nil` when there is none.
  var bracketed: [String]? {
    let t = trimmed
    guard t.hasPrefix("("), let close = t.closingBracket, t.index(after: close) == t.endIndex else {
      return nil
    }
    var parts = [""]
    var depth = 0
    for c in t.dropFirst().dropLast() {
      if c == "(" { depth += 1 }
      if c == ")" { depth -= 1 }
      if c == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(c) }
    }
    return parts.map(\.trimmed)
  }
}
