require "sinatra/base"

class Hello < Sinatra::Base
  get("/hello/:name") { "Sinatra on puma greets #{params[:name]}" }
end

run Hello
