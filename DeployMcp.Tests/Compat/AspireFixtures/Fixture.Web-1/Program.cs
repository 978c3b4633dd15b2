// A web project that says what it was started with.
using System.Collections;

var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/env", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value, StringComparer.Ordinal));
app.MapGet("/pid", () => Environment.ProcessId);
app.MapGet("/args", () => Environment.GetCommandLineArgs().Skip(1));
app.Run();
