extension Variable {
  /// The cross-correlation of images `[C, H, W, N]` with filters `[O, C, K, K]`, plus one bias a filter.
  ///
  /// A mask multiplies the filters first: one number for each of the K² places, as in PixelCNN (van den
  /// Oord et al. 2016, arXiv:1601.06759).
  public func convolution(
    weight: Variable, bias: Variable, stride: Int = 1, padding: Int = 0, mask: [Int]? = nil
  ) -> Variable {
    let shape = ConvolutionShape(
      input: self.shape, weight: weight.shape, stride: stride, padding: padding)
    let convolution = Convolution<Scalar>(shape: shape)
    let (x, b) = (value, bias.value)
    precondition(mask.map { $0.count == shape.kernel * shape.kernel } ?? true)
    func masked(_ weight: [Scalar]) -> [Scalar] {
      guard let mask else { return weight }
      return weight.enumerated().map { $1 * Scalar(mask[$0 % mask.count]) }
    }
    let w = masked(weight.value.elements)
    let weightShape = weight.shape
    let output = convolution.forward(x.elements, weight: w, bias: b.elements)
    let wantsInput = isVarying
    return graph.result(Tensor(shape.output, output), of: [self, weight, bias]) { g in
      let parts = convolution.backward(
        g.elements, input: x.elements, weight: w, wantsInput: wantsInput)
      return [
        parts.input.map { Tensor(x.shape, $0) }, Tensor(weightShape, masked(parts.weight)),
        Tensor(b.shape, parts.bias),
      ]
    }
  }

  /// The largest number of each k × k square that fits into the image; the gradient goes to the first
  /// place, by rows, that has it.
  public func maxPool(_ k: Int) -> Variable {
    let x = value
    precondition(x.shape.count == 4 && k >= 1 && x.shape[1] >= k && x.shape[2] >= k)
    let (c, h, w, n) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let (rows, columns) = (h / k, w / k)
    var y = [Scalar](repeating: -.infinity, count: c * rows * columns * n)
    // The places of the input that each place of the output sees, in order.
    func forEachSquare(_ body: (_ output: Int, _ inputs: [Int]) -> Void) {
      for channel in 0..<c {
        for row in 0..<rows {
          for column in 0..<columns {
            let places = (0..<(k * k)).map { place in
              ((channel * h + row * k + place / k) * w + column * k + place % k) * n
            }
            body(((channel * rows + row) * columns + column) * n, places)
          }
        }
      }
    }
    forEachSquare { output, inputs in
      for input in inputs {
        Lanes<Scalar>.update(&y, at: output, with: x.elements, from: input, count: n) {
          Scalar.select($0, greaterThan: $1, $0, else: $1)
        }
      }
    }
    let values = y
    return graph.result(Tensor([c, rows, columns, n], y), of: [self]) { g in
      var rest = g.elements
      var dx = [Scalar](repeating: 0, count: x.count)
      var hit = [Scalar](repeating: 0, count: n)
      forEachSquare { output, inputs in
        for input in inputs {
          // What is left of the gradient goes here if the values agree, and then nothing is left.
          for i in 0..<n { hit[i] = 0 }
          Lanes<Scalar>.update(&hit, with: x.elements, from: input, count: n) { $0 + $1 }
          Lanes<Scalar>.update(&hit, with: values, from: output, count: n) {
            Scalar.select($0, equalTo: $1, SIMD16(repeating: 1), else: .zero)
          }
          Lanes<Scalar>.update(&hit, with: rest, from: output, count: n) { $0 * $1 }
          Lanes<Scalar>.update(&dx, at: input, with: hit, count: n) { $0 + $1 }
          Lanes<Scalar>.update(&rest, at: output, with: hit, count: n) { $0 - $1 }
        }
      }
      return [Tensor(x.shape, dx)]
    }
  }

  /// Every pixel as a square of k × k equal ones; the pullback sums over the square.
  public func upsampled(_ k: Int) -> Variable {
    let x = value
    precondition(x.shape.count == 4 && k >= 1)
    let (c, h, w, n) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    func forEachPixel(_ body: (_ input: Int, _ output: Int) -> Void) {
      for row in 0..<(c * h * k) {
        for column in 0..<(w * k) {
          body(((row / k) * w + column / k) * n, (row * w * k + column) * n)
        }
      }
    }
    // Every pixel k times, then every row of these k times.
    var y: [Scalar] = []
    y.reserveCapacity(x.count * k * k)
    var line: [Scalar] = []
    line.reserveCapacity(w * k * n)
    for row in 0..<(c * h) {
      line.removeAll(keepingCapacity: true)
      for pixel in (row * w)..<((row + 1) * w) {
        for _ in 0..<k { line += x.elements[(pixel * n)..<((pixel + 1) * n)] }
      }
      for _ in 0..<k { y += line }
    }
    return graph.result(Tensor([c, h * k, w * k, n], y), of: [self]) { g in
      var dx = [Scalar](repeating: 0, count: x.count)
      forEachPixel { input, output in
        Lanes<Scalar>.update(&dx, at: input, with: g.elements, from: output, count: n) {
          $0 + $1
        }
      }
      return [Tensor(x.shape, dx)]
    }
  }
}
