using DeployMcp.Tests.Fixtures.Worker;
using Temporalio.Client;
using Temporalio.Worker;

// A worker in a process of its own, for the tests to kill in the middle of its work.
// Arguments: connection string, task queue, "activity" or "workflow".
var client = await TemporalClient.ConnectAsync(new(args[0]));
var options = new TemporalWorkerOptions(args[1]);
if (args[2] == "activity")
    options.AddActivity(Held.ReportAsync);
else
    options.AddWorkflow<StuckWorkflow>();
using var worker = new TemporalWorker(client, options);
await worker.ExecuteAsync(CancellationToken.None);
