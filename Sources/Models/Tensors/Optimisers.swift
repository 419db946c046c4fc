import Glibc

/// Gradient descent: θ ← θ − ηg.
public struct GradientDescent: Sendable {
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  /// One step of tensors against their gradients.
  public func update<S>(_ parameters: inout [Tensor<S>], gradients: [Tensor<S>]) {
    precondition(parameters.map(\.shape) == gradients.map(\.shape))
    let rate = S(self.rate)
    for index in parameters.indices {
      Lanes<S>.update(
        &parameters[index].elements, with: gradients[index].elements,
        count: gradients[index].count
      ) { $0 - $1 * rate }
    }
  }

  /// One step of the extragradient method in a vector field: θ′ = θ − ηF(θ), θ ← θ − ηF(θ′).
  ///
  /// In a bilinear game it converges where gradient descent spirals away. Source: G. Korpelevich, The
  /// extragradient method for finding saddle points and other problems, Matecon 12 (1976).
  public func extragradient<S>(
    _ parameters: inout [Tensor<S>], field: ([Tensor<S>]) -> [Tensor<S>]
  ) {
    var ahead = parameters
    update(&ahead, gradients: field(parameters))
    update(&parameters, gradients: field(ahead))
  }
}

/// Adam: steps in units of the recent gradients' root mean square.
///
/// Law: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// θ ← θ − η/(1 − β₁ᵗ)·m / (√v/√(1 − β₂ᵗ) + ε). Source: D. Kingma, J. Ba, ICLR 2015, arXiv:1412.6980.
public struct Adam<Scalar: TensorScalar>: Sendable {
  public var rate: Double
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  /// How many steps were made.
  public internal(set) var steps = 0
  var first: [Tensor<Scalar>]
  var second: [Tensor<Scalar>]

  /// The start, for parameters of these shapes.
  public init(
    for parameters: [Tensor<Scalar>], rate: Double = 1e-3, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    (self.rate, self.beta1, self.beta2, self.epsilon) = (rate, beta1, beta2, epsilon)
    first = parameters.map { Tensor($0.shape) }
    second = first
  }

  /// One step against the gradients.
  public mutating func update(
    _ parameters: inout [Tensor<Scalar>], gradients: [Tensor<Scalar>], threads: Int = 1
  ) {
    precondition(
      parameters.map(\.shape) == gradients.map(\.shape)
        && parameters.map(\.shape) == first.map(\.shape))
    steps += 1
    let (power1, power2) = (Glibc.pow(beta1, Double(steps)), Glibc.pow(beta2, Double(steps)))
    let step = Step(
      beta1: Scalar(beta1), beta2: Scalar(beta2), rest1: Scalar(1 - beta1),
      rest2: Scalar(1 - beta2), rate: Scalar(rate / (1 - power1)),
      scale: Scalar(1 / (1 - power2).squareRoot()), epsilon: Scalar(epsilon))
    for i in parameters.indices {
      step.apply(
        to: &parameters[i].elements, &first[i].elements, &second[i].elements,
        gradient: gradients[i].elements, threads: threads)
    }
  }

  private struct Step: Sendable {
    let beta1: Scalar, beta2: Scalar, rest1: Scalar, rest2: Scalar
    let rate: Scalar, scale: Scalar, epsilon: Scalar

    /// Pieces of 32,768 numbers, each on one thread.
    func apply(
      to x: inout [Scalar], _ m: inout [Scalar], _ v: inout [Scalar], gradient g: [Scalar],
      threads: Int
    ) {
      let count = g.count
      precondition(x.count == count && m.count == count && v.count == count)
      unsafe x.withUnsafeMutableBufferPointer { x in
        unsafe m.withUnsafeMutableBufferPointer { m in
          unsafe v.withUnsafeMutableBufferPointer { v in
            unsafe g.withUnsafeBufferPointer { g in
              guard let x = x.baseAddress, let m = m.baseAddress, let v = v.baseAddress,
                let g = g.baseAddress
              else { return }
              nonisolated(unsafe) let (px, pm, pv, pg) = unsafe (x, m, v, g)
              let piece = 1 << 15
              Threads.run((count + piece - 1) / piece, threads: threads) { index in
                let start = index * piece
                unsafe run(
                  px + start, pm + start, pv + start, pg + start, min(piece, count - start))
              }
            }
          }
        }
      }
    }

    @inline(__always)
    @unsafe private func run(
      _ x: UnsafeMutablePointer<Scalar>, _ m: UnsafeMutablePointer<Scalar>,
      _ v: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ count: Int
    ) {
      typealias L = Lanes<Scalar>
      for i in stride(from: 0, to: count, by: 16) {
        let gradient = unsafe L.load(g, i, count)
        let mean = unsafe L.load(UnsafePointer(m), i, count) * beta1 + gradient * rest1
        let square = unsafe L.load(UnsafePointer(v), i, count) * beta2 + gradient * gradient * rest2
        let divisor = Scalar.squareRoot(square) * scale + epsilon
        unsafe L.store(mean, m, i, count)
        unsafe L.store(square, v, i, count)
        unsafe L.store(L.load(UnsafePointer(x), i, count) - mean * rate / divisor, x, i, count)
      }
    }
  }
}
