run ->(env) { [200, { "content-type" => "text/plain" }, ["Rack answers #{env['PATH_INFO']}\n"]] }
