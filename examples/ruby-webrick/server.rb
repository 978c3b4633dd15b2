require "webrick"

server = WEBrick::HTTPServer.new(Port: Integer(ENV.fetch("PORT")), BindAddress: "0.0.0.0")
server.mount_proc("/") { |request, response| response.body = "WEBrick answers #{request.path}\n" }
trap("TERM") { server.shutdown }
server.start
