extension Picture {
  /// The height of a caption of some lines.
  private static func captionHeight(_ lines: Int) -> Int { 12 * lines + 6 }

  /// Grey images in rows, each 28 × 28, under a caption.
  ///
  /// The columns of the tensors are the images, `[784, N]`; each tensor is a row of the figure.
  public static func grid(_ rows: [Tensor<Float>], caption: [String], scale: Int = 2) -> Picture {
    let cell = 28 * scale + 2
    let columns = rows.map { $0.shape[1] }.max() ?? 0
    let top = captionHeight(caption.count)
    let needed = (caption.map(\.count).max() ?? 0) * 6 + 8
    var picture = Picture(
      width: max(columns * cell + 2, needed), height: top + rows.count * cell + 2)
    picture.write(caption)
    for (row, images) in rows.enumerated() {
      for column in 0..<images.shape[1] {
        picture.draw(
          images.columns([column]).elements, width: 28, at: 2 + column * cell,
          top + row * cell, scale: scale)
      }
    }
    return picture
  }

  /// Points of the plane, coloured by their labels 0…9, with the axes' ranges and the colours' key.
  public static func scatter(
    _ points: Tensor<Float>, labels: [UInt8], names: [String] = (0..<10).map(String.init),
    caption: [String], size: Int = 640
  ) -> Picture {
    precondition(points.shape == [2, labels.count])
    let top = captionHeight(caption.count)
    var picture = Picture(
      width: size + 44 + 6 * (names.map(\.count).max() ?? 0), height: top + size + 16)
    picture.write(caption)
    let n = labels.count
    let (xs, ys) = (points.elements[..<n], points.elements[n...])
    let reach = 1.05 * max(1e-3, points.elements.reduce(0) { max($0, abs($1)) })
    func place(_ value: Float) -> Int { Int((value / reach + 1) / 2 * Float(size - 1)) }
    let grey = Colour(repeating: 200)
    for i in 0..<size {
      picture[place(0), top + i] = grey
      picture[i, top + place(0)] = grey
    }
    for (label, (x, y)) in zip(labels, zip(xs, ys)) where x.isFinite && y.isFinite {
      let (column, row) = (place(x), top + size - 1 - place(y))
      let colour = colours[Int(label)]
      picture.fill(column..<(column + 2), row..<(row + 2), colour)
    }
    for (label, name) in names.enumerated() {
      let row = top + 8 + 16 * label
      picture.fill((size + 10)..<(size + 20), row..<(row + 10), colours[label])
      picture.write(name, at: size + 26, row + 1)
    }
    let tenths = Int((10 * reach).rounded())
    picture.write(
      "both axes from -\(tenths / 10).\(tenths % 10) to \(tenths / 10).\(tenths % 10)", at: 4,
      top + size + 4)
    return picture
  }

  private mutating func write(_ caption: [String]) {
    for (line, text) in caption.enumerated() { write(text, at: 4, 4 + 12 * line) }
  }

  /// Ten colours that are easy to tell apart.
  private static let colours: [Colour] = [
    Colour(31, 119, 180), Colour(255, 127, 14), Colour(44, 160, 44), Colour(214, 39, 40),
    Colour(148, 103, 189), Colour(140, 86, 75), Colour(227, 119, 194), Colour(127, 127, 127),
    Colour(188, 189, 34), Colour(23, 190, 207),
  ]
}
