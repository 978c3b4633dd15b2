using System.Security.Cryptography;

namespace DeployMcp.Worker.Accounts;

/// <summary>An adjective and an animal, for example <c>awake-dassie</c>: a DNS label that people can say.</summary>
public static class PetName
{
    /// <param name="withNumber">Ends in a number of four digits too, for when most plain names are taken.</param>
    public static string New(bool withNumber)
    {
        var name = $"{Pick(PetNameWords.Adjectives)}-{Pick(PetNameWords.Animals)}";
        return withNumber ? $"{name}-{RandomNumberGenerator.GetInt32(1000, 10_000)}" : name;
    }

    private static string Pick(IReadOnlyList<string> words) => words[RandomNumberGenerator.GetInt32(words.Count)];
}
