// An AppHost that the tests run, in their own process and as a process of its own.
using Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

var sleeper = builder.AddExecutable("sleeper", "sh", ".", "-c", "setsid sleep 1000 & sleep 1000 & wait");
builder.AddProject<Projects.Fixture_Web_1>("web")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/pid")
    .WithEnvironment("GREETING", builder.Configuration["Greeting"] ?? "hello")
    .WaitFor(sleeper);

builder.Build().Run();
