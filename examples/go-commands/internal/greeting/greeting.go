package greeting

func Of(name string) string { return "Hello " + name + " from cmd/server" }
