@main struct C { static func main() { print("x") } }
