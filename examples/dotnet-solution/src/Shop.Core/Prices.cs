namespace Shop.Core;

public static class Prices
{
    public static string Of(string item) => $"{item} costs {item.Length} coins";
}
