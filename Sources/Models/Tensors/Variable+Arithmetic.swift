extension Variable {
  /// The sum of two tensors of the same shape.
  public static func + (x: Variable, y: Variable) -> Variable {
    x.graph.result(x.value.map(y.value) { $0 + $1 }, of: [x, y]) { [$0, $0] }
  }

  /// The difference of two tensors of the same shape.
  public static func - (x: Variable, y: Variable) -> Variable {
    x.graph.result(x.value.map(y.value) { $0 - $1 }, of: [x, y]) { g in [g, g.map { -$0 }] }
  }

  /// The product entry by entry.
  public static func * (x: Variable, y: Variable) -> Variable {
    let (a, b) = (x.value, y.value)
    let (left, right) = (x.isVarying, y.isVarying)
    return x.graph.result(a.map(b) { $0 * $1 }, of: [x, y]) { g in
      [left ? g.map(b) { $0 * $1 } : nil, right ? g.map(a) { $0 * $1 } : nil]
    }
  }

  /// The quotient entry by entry: ∂x = g/y, ∂y = −g·x/y².
  public static func / (x: Variable, y: Variable) -> Variable {
    let b = y.value
    let quotient = x.value.map(b) { $0 / $1 }
    return x.graph.result(quotient, of: [x, y]) { g in
      let part = g.map(b) { $0 / $1 }
      return [part, part.map(quotient) { -$0 * $1 }]
    }
  }

  /// A number times the tensor.
  public static func * (c: Scalar, x: Variable) -> Variable {
    x.graph.result(x.value.map { $0 * c }, of: [x]) { g in [g.map { $0 * c }] }
  }

  /// The tensor with a number added to every entry.
  public static func + (x: Variable, c: Scalar) -> Variable {
    x.graph.result(x.value.map { $0 + c }, of: [x]) { [$0] }
  }

  public static func - (x: Variable, c: Scalar) -> Variable { x + (-c) }

  public static prefix func - (x: Variable) -> Variable { -1 * x }

  /// The same numbers in another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    let old = self.shape
    return graph.result(value.reshaped(shape), of: [self]) { [$0.reshaped(old)] }
  }

  /// The rows of a range of the first axis.
  public func rows(_ range: Range<Int>) -> Variable {
    let shape = self.shape
    let length = value.rowLength
    return graph.result(value.rows(range), of: [self]) { g in
      var whole = Tensor<Scalar>(shape)
      whole.elements.replaceSubrange(
        (range.lowerBound * length)..<(range.upperBound * length), with: g.elements)
      return [whole]
    }
  }

  /// Tensors one after another along the first axis.
  public static func stacked(_ parts: [Variable]) -> Variable {
    let counts = parts.map(\.value.rows)
    return parts[0].graph.result(.stacked(parts.map(\.value)), of: parts) { g in
      var start = 0
      return counts.map { count in
        defer { start += count }
        return g.rows(start..<(start + count))
      }
    }
  }

  /// The sum of all entries.
  public var sum: Variable {
    let shape = self.shape
    let total = Lanes<Scalar>.sum(value.elements, from: 0, count: value.count) { $0 }
    return graph.result(Tensor(total), of: [self]) { [Tensor(shape, repeating: $0.scalar)] }
  }

  /// The mean of all entries.
  public var mean: Variable { (1 / Scalar(value.count)) * sum }

  /// The sums over the first axis: of `[F, N]` a tensor `[N]`.
  public var columnSums: Variable {
    let (rows, length) = (value.rows, value.rowLength)
    let shape = self.shape
    var sums = [Scalar](repeating: 0, count: length)
    for row in 0..<rows {
      Lanes<Scalar>.update(&sums, with: value.elements, from: row * length, count: length) {
        $0 + $1
      }
    }
    return graph.result(Tensor(Array(shape.dropFirst()), sums), of: [self]) { g in
      var whole: [Scalar] = []
      whole.reserveCapacity(rows * length)
      for _ in 0..<rows { whole += g.elements }
      return [Tensor(shape, whole)]
    }
  }

  /// Every row (place of the first axis) times its number: c[i]·x[i, …].
  public func scaledRows(by c: Variable) -> Variable {
    broadcast(c, rowwise: true, combine: { $0 * $1 }) { g, x, c in (g * c, g * x) }
  }

  /// Every column (place of the last axes) times its number: c[n]·x[…, n].
  public func scaledColumns(by c: Variable) -> Variable {
    broadcast(c, rowwise: false, combine: { $0 * $1 }) { g, x, c in (g * c, g * x) }
  }

  /// A number added to every row: x[i, …] + b[i].
  public func addingToRows(_ b: Variable) -> Variable {
    broadcast(b, rowwise: true, combine: { $0 + $1 }) { g, _, _ in (g, g) }
  }

  /// A number added to every column: x[…, n] + b[n].
  public func addingToColumns(_ b: Variable) -> Variable {
    broadcast(b, rowwise: false, combine: { $0 + $1 }) { g, _, _ in (g, g) }
  }

  /// An operation with one number for each row, or for each column; the pullback sums over the other.
  @inline(__always)
  private func broadcast(
    _ c: Variable, rowwise: Bool,
    combine: (SIMD16<Scalar>, SIMD16<Scalar>) -> SIMD16<Scalar>,
    _ derivative:
      @escaping (
        _ g: SIMD16<Scalar>, _ x: SIMD16<Scalar>, _ c: SIMD16<Scalar>
      ) -> (x: SIMD16<Scalar>, c: SIMD16<Scalar>)
  ) -> Variable {
    let (x, small, shape) = (value, c.value, shape)
    precondition(
      small.count == (rowwise ? x.rows : x.rowLength),
      "\(small.shape) does not fit the \(rowwise ? "rows" : "columns") of \(shape)")
    let wide = small.spread(over: shape, rowwise: rowwise)
    let varies = c.isVarying
    return graph.result(x.map(wide, combine), of: [self, c]) { g in
      var (dx, dc) = (g, g)
      let (rows, length) = (x.rows, x.rowLength)
      dx = g.map(wide) { derivative($0, .zero, $1).x }
      guard varies else { return [dx, nil] }
      dc = g.map(x) { derivative($0, $1, .zero).c }
      var sums = [Scalar](repeating: 0, count: small.count)
      for row in 0..<rows {
        if rowwise {
          sums[row] = Lanes<Scalar>.sum(dc.elements, from: row * length, count: length) { $0 }
        } else {
          Lanes<Scalar>.update(&sums, with: dc.elements, from: row * length, count: length) {
            $0 + $1
          }
        }
      }
      return [dx, Tensor(small.shape, sums)]
    }
  }
}

extension Tensor {
  /// One number for each row, or for each column, repeated to a shape.
  func spread(over shape: [Int], rowwise: Bool) -> Tensor {
    let rows = shape.first ?? 1
    var whole: [Scalar] = []
    let length = rowwise ? (rows == 0 ? 0 : shape.reduce(1, *) / rows) : count
    whole.reserveCapacity(rows * length)
    for row in 0..<rows {
      if rowwise {
        whole.append(contentsOf: repeatElement(elements[row], count: length))
      } else {
        whole.append(contentsOf: elements)
      }
    }
    return Tensor(shape, whole)
  }
}
