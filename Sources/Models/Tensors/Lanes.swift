/// Loops over contiguous numbers, sixteen at a time; the last ones are padded with zeros.
///
/// These are the innermost loops of everything in this folder, and the only places that touch memory
/// without a check, apart from the calls of OpenBLAS and the copies of `Convolution`: each states its
/// bounds in a precondition.
enum Lanes<S: TensorScalar> {
  typealias Vector = SIMD16<S>

  @inline(__always)
  static func load(_ p: UnsafePointer<S>, _ i: Int, _ count: Int) -> Vector {
    if i &+ 16 <= count {
      return unsafe UnsafeRawPointer(p + i).loadUnaligned(as: Vector.self)
    }
    var v = Vector.zero
    for lane in 0..<(count &- i) { v[lane] = unsafe p[i &+ lane] }
    return v
  }

  @inline(__always)
  static func store(_ v: Vector, _ p: UnsafeMutablePointer<S>, _ i: Int, _ count: Int) {
    if i &+ 16 <= count {
      unsafe UnsafeMutableRawPointer(p + i).storeBytes(of: v, as: Vector.self)
    } else {
      for lane in 0..<(count &- i) { unsafe p[i &+ lane] = v[lane] }
    }
  }

  /// f of every number.
  @inline(__always)
  static func map(_ x: [S], _ f: (Vector) -> Vector) -> [S] {
    unsafe [S](unsafeUninitializedCapacity: x.count) { out, count in
      count = x.count
      guard let out = out.baseAddress else { return }
      unsafe x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        for i in stride(from: 0, to: count, by: 16) {
          unsafe store(f(load(x, i, count)), out, i, count)
        }
      }
    }
  }

  /// f of every pair of numbers.
  @inline(__always)
  static func map(_ x: [S], _ y: [S], _ f: (Vector, Vector) -> Vector) -> [S] {
    precondition(x.count == y.count)
    return unsafe [S](unsafeUninitializedCapacity: x.count) { out, count in
      count = x.count
      guard let out = out.baseAddress else { return }
      unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeBufferPointer { y in
          guard let x = x.baseAddress, let y = y.baseAddress else { return }
          for i in stride(from: 0, to: count, by: 16) {
            unsafe store(f(load(x, i, count), load(y, i, count)), out, i, count)
          }
        }
      }
    }
  }

  /// y ← f(y, x) for every pair of numbers, from given places on.
  @inline(__always)
  static func update(
    _ y: inout [S], at yStart: Int = 0, with x: [S], from xStart: Int = 0, count: Int,
    _ f: (Vector, Vector) -> Vector
  ) {
    precondition(
      yStart >= 0 && xStart >= 0 && count >= 0 && yStart + count <= y.count
        && xStart + count <= x.count)
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe x.withUnsafeBufferPointer { x in
        guard let yBase = y.baseAddress, let xBase = x.baseAddress else { return }
        let (y, x) = unsafe (yBase + yStart, xBase + xStart)
        for i in stride(from: 0, to: count, by: 16) {
          unsafe store(f(load(UnsafePointer(y), i, count), load(x, i, count)), y, i, count)
        }
      }
    }
  }

  /// y ← f(y) from a place on.
  @inline(__always)
  static func update(_ y: inout [S], at start: Int, count: Int, _ f: (Vector) -> Vector) {
    precondition(start >= 0 && count >= 0 && start + count <= y.count)
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let base = y.baseAddress else { return }
      let y = unsafe base + start
      for i in stride(from: 0, to: count, by: 16) {
        unsafe store(f(load(UnsafePointer(y), i, count)), y, i, count)
      }
    }
  }

  /// Σ f(x) over a range of places; f(0) has to be 0.
  ///
  /// Sixteen partial sums, then those in order: the error is at most (n/16 + 16)·u·Σ|f(x)|.
  @inline(__always)
  static func sum(_ x: [S], from start: Int, count: Int, _ f: (Vector) -> Vector) -> S {
    precondition(start >= 0 && count >= 0 && start + count <= x.count)
    var total = Vector.zero
    unsafe x.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return }
      let x = unsafe base + start
      for i in stride(from: 0, to: count, by: 16) { total += unsafe f(load(x, i, count)) }
    }
    return ordered(total)
  }

  /// Σ f(x, y) over all pairs; f(0, 0) has to be 0.
  @inline(__always)
  static func sum(_ x: [S], _ y: [S], _ f: (Vector, Vector) -> Vector) -> S {
    precondition(x.count == y.count)
    let count = x.count
    var total = Vector.zero
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        for i in stride(from: 0, to: count, by: 16) {
          total += unsafe f(load(x, i, count), load(y, i, count))
        }
      }
    }
    return ordered(total)
  }

  /// The lanes added from the first to the last.
  @inline(__always)
  static func ordered(_ v: Vector) -> S {
    var total: S = 0
    for lane in 0..<16 { total += v[lane] }
    return total
  }
}
