require "socket"

server = TCPServer.new("0.0.0.0", Integer(ENV.fetch("PORT")))
loop do
  Thread.start(server.accept) do |client|
    path = client.gets.to_s.split[1]
    nil until client.gets.to_s.strip.empty?
    body = "Plain Ruby answers #{path}\n"
    client.write "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: #{body.bytesize}\r\nconnection: close\r\n\r\n#{body}"
    client.close
  end
end
