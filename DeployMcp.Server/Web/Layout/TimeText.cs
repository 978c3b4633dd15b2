namespace DeployMcp.Server.Web.Layout;

/// <summary>Points in time and durations in the words of a page.</summary>
internal static class TimeText
{
    /// <summary>How far away within a week, else the date (UTC).</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        var amount = distance switch
        {
            { TotalSeconds: < 45 } => null,
            { TotalMinutes: < 59.5 } => Count(distance.TotalMinutes, "minute"),
            { TotalHours: < 23.5 } => Count(distance.TotalHours, "hour"),
            { TotalDays: < 7 } => Count(distance.TotalDays, "day"),
            _ => at.ToString("d MMM yyyy"),
        };
        return amount switch
        {
            null => "just now",
            _ when distance.TotalDays >= 7 => amount,
            _ => at > now ? $"in {amount}" : $"{amount} ago",
        };
    }

    public static string Exact(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => $"{Math.Max(0, duration.TotalSeconds):0.0} s",
        { TotalSeconds: < 60 } => $"{duration.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    private static string Count(double amount, string unit)
    {
        var whole = Math.Max(1, (int)Math.Round(amount));
        return whole == 1 ? $"1 {unit}" : $"{whole} {unit}s";
    }
}
