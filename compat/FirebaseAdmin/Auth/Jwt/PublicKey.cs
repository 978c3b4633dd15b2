using System.Security.Cryptography;

namespace FirebaseAdmin.Auth.Jwt;

/// <param name="Id">The <c>kid</c> of the tokens that it signs.</param>
internal sealed record PublicKey(string Id, RSA Rsa);
