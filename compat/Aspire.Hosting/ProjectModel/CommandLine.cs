using System.Text;

namespace Aspire.Hosting.ProjectModel;

/// <summary>Splits the arguments of a launch profile: at blanks, except within double quotes.</summary>
internal static class CommandLine
{
    public static IEnumerable<string> Split(string line)
    {
        var current = new StringBuilder();
        var quoted = false;
        var any = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (any)
                {
                    yield return current.ToString();
                    current.Clear();
                    any = false;
                }
            }
            else
            {
                current.Append(c);
                any = true;
            }
        }

        if (any)
        {
            yield return current.ToString();
        }
    }
}
