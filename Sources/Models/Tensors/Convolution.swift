/// Cross-correlation by products: each row of outputs is the filters times the columns that it sees.
///
/// With x the zero-padded input, y[o, i, j, n] = b[o] + Σ w[o, c, k, l]·x[c, i·s + k, j·s + l, n].
/// One thread; networks of convolutions divide the batch among threads instead.
struct Convolution<S: TensorScalar> {
  let shape: ConvolutionShape

  /// The output for an input, filters and one bias for each filter, or none.
  func forward(_ input: [S], weight: [S], bias: [S]?) -> [S] {
    check(input, weight)
    precondition(bias.map { $0.count == shape.filters } ?? true)
    let length = shape.rowLength
    var columns = [S](repeating: 0, count: shape.taps * length)
    var output = unsafe [S](unsafeUninitializedCapacity: shape.filters * shape.outputPlane) {
      out, count in
      count = shape.filters * shape.outputPlane
      for y in 0..<shape.outputHeight {
        gather(row: y, input, into: &columns)
        unsafe weight.withUnsafeBufferPointer { w in
          unsafe columns.withUnsafeBufferPointer { x in
            guard let w = w.baseAddress, let x = x.baseAddress, let out = out.baseAddress else {
              return
            }
            unsafe S.multiply(
              transposeLeft: false, transposeRight: false, rows: shape.filters, columns: length,
              inner: shape.taps, alpha: 1, w, shape.taps, x, length, beta: 0,
              out + y * length, shape.outputPlane)
          }
        }
      }
    }
    guard let bias else { return output }
    for filter in 0..<shape.filters {
      let b = bias[filter]
      Lanes<S>.update(&output, at: filter * shape.outputPlane, count: shape.outputPlane) {
        $0 + b
      }
    }
    return output
  }

  /// The pullback of a gradient g of the output: those of the input (if wanted), weight and bias.
  ///
  /// ∂w = Σ over rows of g·columnsᵀ; ∂b[o] = Σ g[o, …]; ∂x by `inputGradient`.
  func backward(_ g: [S], input: [S], weight: [S], wantsInput: Bool) -> (
    input: [S]?, weight: [S], bias: [S]
  ) {
    check(input, weight)
    precondition(g.count == shape.filters * shape.outputPlane)
    let length = shape.rowLength
    var columns = [S](repeating: 0, count: shape.taps * length)
    var weightGradient = [S](repeating: 0, count: weight.count)
    for y in 0..<shape.outputHeight {
      gather(row: y, input, into: &columns)
      unsafe g.withUnsafeBufferPointer { g in
        unsafe columns.withUnsafeBufferPointer { x in
          unsafe weightGradient.withUnsafeMutableBufferPointer { dw in
            guard let g = g.baseAddress, let x = x.baseAddress, let dw = dw.baseAddress else {
              return
            }
            unsafe S.multiply(
              transposeLeft: false, transposeRight: true, rows: shape.filters,
              columns: shape.taps, inner: length, alpha: 1, g + y * length, shape.outputPlane, x,
              length, beta: 1, dw, shape.taps)
          }
        }
      }
    }
    let bias = (0..<shape.filters).map {
      Lanes<S>.sum(g, from: $0 * shape.outputPlane, count: shape.outputPlane) { $0 }
    }
    return (wantsInput ? inputGradient(g, weight: weight) : nil, weightGradient, bias)
  }

  /// ∂x for a gradient g of the output.
  ///
  /// With stride 1 it is the cross-correlation of g with the filters turned round and the two kinds of
  /// channels exchanged, w′[c, o, k, l] = w[o, c, K − 1 − k, K − 1 − l], in a padding of K − 1 − p. Else wᵀg is
  /// added back to the places that the columns came from.
  private func inputGradient(_ g: [S], weight: [S]) -> [S] {
    if let adjoint = shape.adjoint {
      return Convolution(shape: adjoint).forward(
        g, weight: shape.turnedRound(weight), bias: nil)
    }
    let length = shape.rowLength
    var result = [S](repeating: 0, count: shape.channels * shape.inputPlane)
    var back = [S](repeating: 0, count: shape.taps * length)
    for y in 0..<shape.outputHeight {
      unsafe g.withUnsafeBufferPointer { g in
        unsafe weight.withUnsafeBufferPointer { w in
          unsafe back.withUnsafeMutableBufferPointer { dx in
            guard let g = g.baseAddress, let w = w.baseAddress, let dx = dx.baseAddress else {
              return
            }
            unsafe S.multiply(
              transposeLeft: true, transposeRight: false, rows: shape.taps, columns: length,
              inner: shape.filters, alpha: 1, w, shape.taps, g + y * length, shape.outputPlane,
              beta: 0, dx, length)
          }
        }
      }
      scatter(row: y, back, into: &result)
    }
    return result
  }

  private func check(_ input: [S], _ weight: [S]) {
    precondition(
      input.count == shape.channels * shape.inputPlane
        && weight.count == shape.filters * shape.taps)
  }

  /// The numbers that the outputs of a row see, one tap after another; zeros in the padding, which are
  /// the same for every row but those at the upper and lower edge.
  private func gather(row y: Int, _ input: [S], into columns: inout [S]) {
    let length = shape.rowLength
    precondition(columns.count == shape.taps * length)
    unsafe columns.withUnsafeMutableBufferPointer { columns in
      unsafe input.withUnsafeBufferPointer { input in
        guard let to = columns.baseAddress, let from = input.baseAddress else { return }
        var tap = 0
        for channel in 0..<shape.channels {
          for ky in 0..<shape.kernel {
            for kx in 0..<shape.kernel {
              let start = tap * length
              var filled = 0
              shape.forEachPiece(row: y, ky, kx) { source, target, count in
                if target > filled {
                  unsafe (to + start + filled).update(repeating: 0, count: target - filled)
                }
                unsafe (to + start + target).update(
                  from: from + channel * shape.inputPlane + source, count: count)
                filled = target + count
              }
              if filled < length {
                unsafe (to + start + filled).update(repeating: 0, count: length - filled)
              }
              tap += 1
            }
          }
        }
      }
    }
  }

  /// Adds the gradients of the columns to the inputs that they came from.
  private func scatter(row y: Int, _ columns: [S], into input: inout [S]) {
    var tap = 0
    for channel in 0..<shape.channels {
      for ky in 0..<shape.kernel {
        for kx in 0..<shape.kernel {
          shape.forEachPiece(row: y, ky, kx) { source, target, count in
            Lanes<S>.update(
              &input, at: channel * shape.inputPlane + source, with: columns,
              from: tap * shape.rowLength + target, count: count
            ) { $0 + $1 }
          }
          tap += 1
        }
      }
    }
  }
}
