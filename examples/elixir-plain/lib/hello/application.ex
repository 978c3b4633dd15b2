defmodule Hello.Application do
  use Application

  @impl true
  def start(_type, _args) do
    port = String.to_integer(System.fetch_env!("PORT"))
    Supervisor.start_link([{Task, fn -> Hello.Server.listen(port) end}], strategy: :one_for_one)
  end
end
