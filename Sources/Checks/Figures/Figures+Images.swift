import Models

/// Figures of the two models of images of digits, trained on digits that the program draws.
extension Figures {
  static let images: [FigureBuilder] = [
    FigureBuilder(questions: ["hw5/q2"]) { _, seed -> [Figure] in autoencoder(seed) },
    FigureBuilder(questions: ["hw5/q4"]) { _, seed -> [Figure] in adversarial(seed) },
  ]

  private static func autoencoder(_ seed: UInt64) -> [Figure] {
    let (count, epochs) = (6000, 20)
    let data = DigitDrawer.draw(count, seed: seed)
    var training = VariationalAutoencoderTraining(seed: seed)
    for epoch in 1...epochs {
      _ = training.epoch(epoch, of: data, threads: 1) { _, _, _ in true }
    }
    let made = """
      784–500–(2 + 2) and 2–500–784 with tanh, \(epochs) epochs over \(count) \(data.origin) (not \
      handwriting), batches of 100, Adam; seed \(seed). `checks train vae` trains longer, and \
      on MNIST.
      """
    let (p, x) = training.priorSamples(10)
    let samples = Figure(
      name: "vae-samples", title: "Samples of a variational autoencoder",
      caption: """
        Ten draws z ~ N(0, I): above the probabilities of p(x | z), below a sample of each. \(made)
        """,
      claims: ["hw5/q2a/decoder"], width: 700, height: 160, data: [("samples", mosaic([p, x]))],
      commands: pictures("samples", 2, 10))
    let means = training.latentMeans(data)
    let latents = (0..<10).map { label in
      (
        "label\(label)",
        (0..<min(count, 2500)).filter { data.labels[$0] == label }.map {
          [Double(means[0, $0]), Double(means[1, $0])]
        }
      )
    }
    let colours = [
      "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8b4513",
      "#7f7f7f", "#6a3d9a",
    ]
    let plots = zip(latents, colours).enumerated().map { label, plot in
      "$\(plot.0.0) with points pointtype 7 pointsize 0.3 linecolor rgb \"\(plot.1)\" notitle, "
        + "NaN with points pointtype 7 pointsize 1 linecolor rgb \"\(plot.1)\" title \"\(label)\""
    }
    let scatter = Figure(
      name: "vae-latent", title: "Where the encoder puts the images",
      caption: """
        The means of q(z | x) for \(min(count, 2500)) training images, coloured by label. \(made)
        """,
      claims: ["hw5/q2a/encoder"], width: 640, height: 520, data: latents,
      commands: """
        set xlabel "z_1"
        set ylabel "z_2"
        set size ratio -1
        set key outside right
        plot \(plots.joined(separator: ", \\\n  "))
        """)
    let paths = training.interpolations(data)
    let labels = paths.map { "\($0.from) to \($0.to)" }.joined(separator: ", ")
    let interpolations = Figure(
      name: "vae-interpolations", title: "Between two classes",
      caption: """
        The probabilities p(x | z) on the lines between the means of two images of different \
        classes, α = 0, 0.1, …, 1: \(labels). \(made)
        """,
      claims: ["hw5/q2a/decoder"], width: 760, height: 225,
      data: [("paths", mosaic(paths.map(\.images)))], commands: pictures("paths", paths.count, 11))
    return [samples, scatter, interpolations]
  }

  private static func adversarial(_ seed: UInt64) -> [Figure] {
    let (count, epochs) = (6400, 9)
    let data = DigitDrawer.draw(count, seed: seed)
    var training = GenerativeAdversarialTraining(seed: seed)
    var grids: [(epoch: Int, rows: [[Double]])] = []
    for epoch in 1...epochs {
      _ = training.epoch(epoch, of: data, threads: 1) { _, _, _ in true }
      if epoch.isMultiple(of: 3) {
        let images = training.samples(36)
        let rows = (0..<6).map { images.columns(Array((6 * $0)..<(6 * $0 + 6))) }
        grids.append((epoch, mosaic(rows)))
      }
    }
    let plots = grids.enumerated().map { index, grid in
      "set title \"after epoch \(grid.epoch)\"\n" + plot("grid\(index)", 6, 6)
    }
    return [
      Figure(
        name: "gan-samples", title: "Samples of a generative adversarial network",
        caption: """
          What the generator makes of the same 36 latent points after a third of the training, \
          two thirds, and all: the two networks of the exercise, non-saturating loss, \(epochs) \
          epochs over \(count) \(data.origin) (not handwriting), batches of 64, Adam; seed \
          \(seed). `checks train gan` trains longer, and on MNIST.
          """,
        claims: ["hw5/q4a/parameters", "hw5/q4b/64"], width: 960, height: 350,
        data: grids.enumerated().map { ("grid\($0)", $1.rows) },
        commands: """
          set multiplot layout 1,3 margins 0.01,0.99,0.02,0.9 spacing 0.02
          \(grey)
          \(plots.joined(separator: "\n"))
          unset multiplot
          """)
    ]
  }

  // MARK: Pixels

  /// Rows of images `[784, N]` as one block of pixels from 0 to 255, with white lines of one pixel between.
  private static func mosaic(_ rows: [Tensor<Float>]) -> [[Double]] {
    let (height, width) = (29 * rows.count - 1, 29 * (rows.first?.shape[1] ?? 0) - 1)
    var pixels = [[Double]](repeating: [Double](repeating: 255, count: width), count: height)
    for (row, images) in rows.enumerated() {
      for column in 0..<images.shape[1] {
        for pixel in 0..<784 {
          let value = Double(min(1, max(0, images[pixel, column])))
          pixels[29 * row + pixel / 28][29 * column + pixel % 28] = (255 * value).rounded()
        }
      }
    }
    return pixels
  }

  /// Grey pixels, and neither axes nor legend.
  private static let grey = """
    set palette gray
    set cbrange [0:255]
    unset colorbox
    unset border
    unset tics
    unset grid
    unset key
    set size ratio -1
    """

  /// One plot of a block of images.
  private static func plot(_ block: String, _ rows: Int, _ columns: Int) -> String {
    """
    set xrange [-0.5:\(29 * columns - 2).5]
    set yrange [\(29 * rows - 2).5:-0.5]
    plot $\(block) matrix with image
    """
  }

  /// A figure of one block of images.
  private static func pictures(_ block: String, _ rows: Int, _ columns: Int) -> String {
    "set margins 0,0,0,0\n\(grey)\n\(plot(block, rows, columns))"
  }
}
