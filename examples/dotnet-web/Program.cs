var app = WebApplication.CreateBuilder(args).Build();
app.UseStaticFiles();
app.MapGet("/", (IConfiguration configuration) => configuration["Greeting"]);
app.Run();
